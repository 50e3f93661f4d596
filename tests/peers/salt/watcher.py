"""Collects the Saltern events of a master's bus, in their order."""

import json
import pathlib
import subprocess
import threading


class Watcher:
    def __init__(self, lab):
        here = pathlib.Path(__file__).parent
        self.process = subprocess.Popen(
            [str(lab.bin / "python"), str(here / "watch.py"), str(lab.master_config)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert json.loads(self.process.stdout.readline())["tag"] == "watching"
        self.events = []
        self.thread = threading.Thread(target=self._collect, daemon=True)
        self.thread.start()

    def _collect(self):
        for line in self.process.stdout:
            event = json.loads(line)
            if event["tag"].startswith("saltern/bus/"):
                data = event["data"]
                sent = data["data"] if data.get("cmd") == "_minion_event" else data
                if "event" in sent:
                    self.events.append(json.loads(sent["event"]))

    def of_type(self, type_):
        return [event for event in self.events if event["type"] == type_]

    def stop(self):
        self.process.stdin.close()
        self.process.wait(20)
        self.thread.join(20)
