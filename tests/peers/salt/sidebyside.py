"""One pipeline on Saltern's own engine and, exported, on a real Salt master and minion: the same
stimulus, and what its nodes publish."""

import collections
import contextlib
import json
import os
import pathlib
import subprocess
import threading

from installation import copy_to_master, export, give_pillar, install
from saltlab import SaltLab
from watcher import Watcher

SECRET = "hush-hush"
# Everything that the pipelines' nodes publish begins a run here, and so is printed by `saltern run`.
RECORDER = """saltern: 1
pipeline: recorder
nodes:
  heard: { kind: bus.event@1, type: [%s] }
  note: { kind: log@1, level: debug, message: "{{ event.type }}" }
wires:
  - heard -> note
"""


def recorder(work, pipelines):
    """The file of that pipeline."""
    path = work / "recorder.saltern.yaml"
    path.write_text(RECORDER % ", ".join(f"saltern/{pipeline}/*" for pipeline in pipelines))
    return str(path)


class Side:
    """What a stimulus needs of either: `send` puts an event on the bus."""

    def __init__(self, pipeline, send):
        self.pipeline, self.send, self.events = pipeline, send, []

    def exits(self, node):
        """The exit events of a node so far, in their order."""
        return [e for e in list(self.events) if e["type"].startswith(f"saltern/{self.pipeline}/{node}/")]

    def published(self):
        return [event for event in self.events if event["type"].startswith("saltern/")]


def on_saltern(program, docker, document, work, stimulate, options=()):
    """The events that the pipeline's nodes published. The Docker engine is edge-1; without one, the
    options say which hosts there are."""
    pipeline = document.name.split(".")[0]
    state = str(work / "state")
    engine = subprocess.Popen(
        [program, "run", str(document), recorder(work, [pipeline]), "--state", state, "--json"]
        + (["--host", f"edge-1={docker.endpoint}"] if docker else [])
        + list(options),
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": str(work), "SALTERN_SECRET_TOKEN": SECRET},
    )

    def send(type_, data):
        done = subprocess.run(
            [program, "send", type_, "--data", "-", "--state", state],
            input=json.dumps(data),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr

    side, up = Side(pipeline, send), threading.Event()

    def collect():
        for line in engine.stdout:
            entry = json.loads(line)
            if entry["what"] == "event":
                side.events.append(entry["event"])
                if entry["event"]["type"] == "host/edge-1/up":
                    up.set()

    thread = threading.Thread(target=collect, daemon=True)
    thread.start()
    try:
        assert up.wait(60), "Saltern does not listen"
        stimulate(side)
    finally:
        engine.terminate()
        engine.wait(30)
        thread.join(30)
    return side.published()


@contextlib.contextmanager
def side_of(lab, pipeline):
    """The side of a lab that runs the pipeline; what fails comes with Salt's logs."""
    command = [str(lab.bin / "python"), str(pathlib.Path(__file__).parent / "fire.py"), str(lab.master_config)]
    firing = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def send(type_, data):
        firing.stdin.write(json.dumps({"tag": "saltern/bus/" + type_, "data": {"data": data}}) + "\n")
        firing.stdin.flush()
        assert json.loads(firing.stdout.readline()) is True

    side, watcher = Side(pipeline, send), Watcher(lab)
    side.events = watcher.events
    try:
        yield side
    except AssertionError as error:
        raise AssertionError(f"{error}\n{lab.logs()}") from error
    finally:
        firing.stdin.close()
        firing.wait(20)
        watcher.stop()


def on_salt(program, docker, document, work, stimulate, verdicts=("exact",), lab=None, options=()):
    """The same, exported with these options. Every node has to have one of the verdicts."""
    pipeline = document.name.split(".")[0]
    with lab or SaltLab() as lab:
        lab.prepare()
        secrets = lab.master_config / "saltern-secrets"
        secrets.mkdir(mode=0o700)
        (secrets / "TOKEN").write_text(SECRET + "\n")
        report = export(program, document, work / "out", "--minion", "edge-1", *options)
        assert all(node["verdict"] in verdicts for node in report["nodes"]), report
        copy_to_master(lab, work / "out")
        pillar = {"docker": docker.endpoint} if docker else {}
        give_pillar(lab, {**pillar, "secrets": {"TOKEN": SECRET}})
        lab.start()
        install(lab, [pipeline])
        with side_of(lab, pipeline) as side:
            lab.wait_for(lambda: "saltern_docker" in lab.logs(), 60, "the engine to start")
            stimulate(side)
        assert SECRET not in lab.logs(), "a secret is in a log of Salt"
    return side.published()


def show(expected, found):
    """Prints both sides, and fails when they differ, also in how often they say something."""
    left = collections.Counter(found)
    for line in expected:
        print(("same      " if left[line] > 0 else "Saltern   ") + line)
        left[line] -= 1
    for line in (+left).elements():
        print("Salt      " + line)
    assert sorted(found) == sorted(expected), "Salt and Saltern differ"
