"""The demos on Saltern's own engine and, exported, on a real Salt master and minion: the same
stimulus on a real Docker engine, compared exit event by exit event. usage: salt_run.py SALTERN"""

import json
import pathlib
import subprocess
import sys
import tempfile
import threading

from dockerlab import DockerEngine
from installation import copy_to_master, export, give_pillar, install
from saltlab import SKIPPED, SaltLab, Unavailable

ROOT = pathlib.Path(__file__).resolve().parents[3]
DEMOS = ("hello", "image-guard")
LABEL = {"saltern.demo": "peers"}


class Watcher:
    """Collects the Saltern events of the master's bus, in their order."""

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


def hello(docker, seen, wait):
    """A container stops, and is greeted."""
    guest = docker.start_container("guest", labels=LABEL)
    docker.stop_container(guest)
    wait(lambda: seen("saltern/hello/greet/ok"), "the greeting")
    return [guest]


def farewell(docker, seen, wait, made):
    """What still runs is stopped; what image-guard stopped is nobody's to greet: it was our own
    doing."""
    for ident in made:
        docker.stop_container(ident)
    wait(lambda: len(seen("saltern/hello/greet/ok")) >= 2, "the last greeting")
    docker.remove_containers(made)


def image_guard(docker, seen, wait):
    """Of three containers, the one tagged latest and the one with the socket are stopped."""
    docker.tag("busybox:1.36", "busybox", "latest")
    made = [docker.start_container("allowed", labels=LABEL)]
    made.append(docker.start_container("latest", "busybox:latest", labels=LABEL))
    wait(lambda: len(seen("saltern/image-guard/stop/ok")) >= 1, "the forbidden tag to be stopped")
    socket = docker.endpoint.removeprefix("unix://")
    made.append(docker.start_container("socket", labels=LABEL, binds=[f"{socket}:/var/run/docker.sock"]))
    wait(lambda: len(seen("saltern/image-guard/stop/ok")) >= 2, "the socket's holder to be stopped")
    assert [docker.running(ident) for ident in made] == [True, False, False]
    return made


def comparable(event, names):
    """An exit event without what differs from one run to the next: ids, times, addresses."""
    data = {key: value for key, value in event["data"].items() if key != "by"}  # a host name
    if "config" in data:
        # A container that has ended by the time it is looked at has no address any more.
        networks = dict.fromkeys(data["config"]["networks"], "<address>")
        data["config"] = data["config"] | {"networks": networks}
    text = json.dumps(data, sort_keys=True)
    for ident, name in names.items():
        text = text.replace(ident, f"<{name}>")
    return f"{event['type']} {names.get(event['subject'], event['subject'])} {text}"


def stimulate(docker, seen, wait):
    """Runs the stimulus of both demos; {container id: name}."""
    made = hello(docker, seen, wait) + image_guard(docker, seen, wait)
    names = {ident: docker.api.get(f"/containers/{ident}/json")["Name"].lstrip("/") for ident in made}
    farewell(docker, seen, wait, made)
    return names


# Everything that the demos' nodes publish begins a run here, and so is printed by `saltern run`.
RECORDER = """saltern: 1
pipeline: recorder
nodes:
  heard: { kind: bus.event@1, type: [saltern/hello/*, saltern/image-guard/*] }
  note: { kind: log@1, level: debug, message: "{{ event.type }}" }
wires:
  - heard -> note
"""


def document_of(demo):
    return ROOT / "resources" / "demos" / demo / f"{demo}.saltern.yaml"


def on_saltern(program, docker, work):
    """The comparable exit events of Saltern's engine."""
    recorder = work / "recorder.saltern.yaml"
    recorder.write_text(RECORDER)
    documents = [str(document_of(demo)) for demo in DEMOS] + [str(recorder)]
    engine = subprocess.Popen(
        [program, "run", *documents, "--state", str(work / "state"), "--json"]
        + ["--host", f"edge-1={docker.endpoint}"],
        stdout=subprocess.PIPE,
        text=True,
    )
    events = []

    def collect():
        for line in engine.stdout:
            entry = json.loads(line)
            if entry["what"] == "event":
                events.append(entry["event"])

    thread = threading.Thread(target=collect, daemon=True)
    thread.start()

    def seen(type_):
        return [event for event in list(events) if event["type"] == type_]

    try:
        SaltLab.wait_for(lambda: seen("host/edge-1/up"), 60, "Saltern to listen")
        names = stimulate(docker, seen, lambda found, what: SaltLab.wait_for(found, 60, what))
    finally:
        engine.terminate()
        engine.wait(30)
        thread.join(30)
    return sorted(comparable(e, names) for e in events if e["type"].startswith("saltern/"))


def log_lines(lab):
    """The master's log, in which `log` nodes write."""
    return (lab.root / "master" / "var" / "log" / "salt" / "master").read_text(errors="replace")


def on_salt(program, docker, work):
    """The comparable exit events of the exported pipelines."""
    with SaltLab() as lab:
        lab.prepare()
        for demo in DEMOS:
            report = export(program, document_of(demo), work / "out")
            assert all(node["verdict"] != "impossible" for node in report["nodes"]), report
        copy_to_master(lab, work / "out")
        give_pillar(lab, {"docker": docker.endpoint})
        lab.start()
        install(lab, DEMOS)
        watcher = Watcher(lab)
        try:
            lab.wait_for(lambda: "saltern_docker" in lab.logs(), 60, "the engine to start")
            names = stimulate(docker, watcher.of_type, lambda found, what: lab.wait_for(found, 60, what))
            lab.wait_for(lambda: log_lines(lab).count("ran well") == 2, 60, "the greetings in the log")
            lab.wait_for(lambda: log_lines(lab).count(": stopped ") == 2, 60, "the reports in the log")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{lab.logs()}") from error
        finally:
            watcher.stop()
        exits = [event for event in watcher.events if event["type"].startswith("saltern/")]
        return sorted(comparable(event, names) for event in exits)


def main(program):
    with tempfile.TemporaryDirectory() as folder, DockerEngine() as docker:
        work = pathlib.Path(folder)
        expected = on_saltern(program, docker, work)
        found = on_salt(program, docker, work)
    for line in expected:
        print(("same      " if line in found else "Saltern   ") + line)
    for line in found:
        if line not in expected:
            print("Salt      " + line)
    assert expected, "Saltern's engine published nothing"
    assert found == expected, "Salt and Saltern differ"


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Unavailable as why:
        print(f"Skipped: {why}")
        sys.exit(SKIPPED)
