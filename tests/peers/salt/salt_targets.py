"""Targets: steps on one, any and all of the hosts that an expression picks, and events of some hosts,
on Saltern's own engine and, exported, on a real Salt master with two minions, each with a Docker
engine of its own. usage: salt_targets.py SALTERN"""

import json
import pathlib
import re
import sys
import tempfile

import dispatched
from dockerlab import DockerEngine
from saltlab import SaltLab, run_or_skip
from sidebyside import on_salt, on_saltern, show

EDGES = "G@zone:edge"
STOP = {"kind": "container.action@1", "action": "stop", "container": "only-here", "stopTimeout": "0s"}
IMAGE = {"kind": "image.ensure@1", "image": "busybox:1.36", "pull": "never"}
NODES = {
    "all": {**IMAGE, "place": f"all {EDGES}"},
    "all-but": {**IMAGE, "place": f"all ( {EDGES} and not L@edge-2 ) or E@nobody[0-9]"},
    "nobody": {**IMAGE, "place": "all G@zone:nowhere"},
    "one": {**IMAGE, "place": "G@name:second"},
    "any": {**IMAGE, "place": "any edge-[2-9]"},
    "fails": {**STOP, "place": "all *"},
    "stops": {**STOP, "container": "nowhere", "place": "all *", "batch": 1, "stopOnFailure": True},
}


def document(hosts="G@name:sec* and not web*"):
    seen = {"kind": "docker.event@1", "hosts": hosts, "action": "start", "labels": {"seen": "yes"}}
    note = {"kind": "emit@1", "type": "test/seen", "data": {"host": "{{ event.salternhost }}"}}
    return dispatched.document("targets", NODES, {"seen": seen, "note": note}, ["seen -> note"])


def hosts_of(engines):
    names = ((1, "first"), (2, "second"))
    return {
        f"edge-{number}": {"endpoint": engine.endpoint, "labels": {"zone": "edge", "name": name}}
        for (number, name), engine in zip(names, engines)
    }


class TwoMinions(SaltLab):
    """A second minion beside the first; both have labels."""

    def __init__(self, endpoints, **options):
        labels = 'grains: {saltern: {labels: {zone: edge, name: "%s"}}}\nsaltern: {docker: "%s"}\n'
        super().__init__(minion_options=labels % ("first", endpoints[0]), **options)
        self._second = labels % ("second", endpoints[1])

    def prepare(self):
        super().prepare()
        first = (self.minion_config / "minion").read_text()
        folder = self.root / "minion2" / "etc"
        (folder / "minion.d").mkdir(parents=True)
        text = first.replace(f"{self.root}/minion", f"{self.root}/minion2")
        text = text.replace(f"sock_dir: {self.root}/n", f"sock_dir: {self.root}/o")
        text = text.replace("id: edge-1", "id: edge-2").replace(self._options[1], self._second)
        (folder / "minion").write_text(text)

    def start(self):
        self._run("salt-master", self.master_config)
        for folder in ("minion", "minion2"):
            self._run("salt-minion", self.root / folder / "etc")
        self.wait_for(self._both_answer, 120, "the minions to answer test.ping")

    def _both_answer(self):
        found = self._call("salt", "--out=json", "--static", "--timeout=5", "*", "test.ping")
        return found.count("true") == 2

    def restart(self, program):
        super().restart(program)
        if program == "salt-minion":
            self._end(self.processes[2])
            self._run("salt-minion", self.root / "minion2" / "etc")
            self.processes[2] = self.processes.pop()
        self.wait_for(self._both_answer, 120, "both minions to come back")


def stimulate(engines, side):
    first, second = engines
    here = first.start_container("only-here")
    dispatched.begin_each(side, NODES, 90)
    made = [engine.start_container("seen", labels={"seen": "yes"}) for engine in engines]
    SaltLab.wait_for(lambda: side.exits("note"), 60, "the container on the second host to be seen")
    first.remove_containers([here, made[0]])
    second.remove_containers([made[1]])


def comparable(event):
    """An exit event without ids, and without the words in which each says that nobody is picked."""
    data = json.loads(json.dumps(event["data"]))
    if "nobody/" in event["type"]:
        data = data["error"]["kind"]
    for entry in [data, *data.get("hosts", [])] if isinstance(data, dict) else []:
        entry.get("error", {}).pop("detail", None)
        entry.pop("log", None)  # Saltern puts the logs of all hosts into one
    return f"{event['type']} " + re.sub(r"\b[0-9a-f]{64}\b", "<id>", json.dumps(data, sort_keys=True))


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        with DockerEngine("first", "busybox") as first, DockerEngine("second", "busybox") as second:
            work, engines = pathlib.Path(folder), (first, second)
            path = work / "targets.saltern.yaml"
            path.write_text(document())
            hosts, act = dispatched.hosts_file(work, hosts_of(engines)), lambda side: stimulate(engines, side)
            expected = on_saltern(program, None, path, work, act, hosts)
            lab = TwoMinions([engine.endpoint for engine in engines])
            found = on_salt(program, None, path, work, act, ("exact", "approximate"), lab)
    assert len(expected) == len(NODES) + 1, "Saltern's engine published too little"
    show([comparable(event) for event in expected], [comparable(event) for event in found])


if __name__ == "__main__":
    run_or_skip(main, sys.argv[1])
