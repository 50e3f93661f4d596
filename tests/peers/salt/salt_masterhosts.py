"""A Docker host without a minion: an engine of the Salt master reads its events over TLS, and steps on it
run on the master. The same stimulus on Saltern's own engine, which reaches the host by the same hosts
file, and, exported, on a real Salt master and one minion; compared event by event.
usage: salt_masterhosts.py SALTERN"""

import json
import pathlib
import re
import shutil
import sys
import tempfile

import dispatched
from dockerlab import DockerEngine
from saltlab import SaltLab, run_or_skip
from sidebyside import SECRET, on_salt, on_saltern, show

FAR = {"place": "edge-2"}
IMAGE = {"kind": "image.ensure@1", "image": "busybox:1.36", "pull": "never"}
STOP = {"kind": "container.action@1", "action": "stop", "container": "only-near", "stopTimeout": "0s"}
WEB = {
    "kind": "container.ensure@1",
    "name": "web",
    "image": "busybox:1.36",
    "command": ["sleep", "600"],
    "labels": {"text": "{{ event.data.text }}", "zone": "{{ host.labels.zone }}", "seen": "yes"},
    "env": {"TOKEN": "{{ secret.TOKEN }}"},
    "stopTimeout": "0s",
    "settle": "500ms",
    **FAR,
}
CODE = 'read -r event; echo "$event" | grep -o "it.s" | head -n 1; echo "in a function with $TOKEN" >&2'
FUNCTION = {"kind": "function@1", "runtime": "shell", "code": CODE, "env": {"TOKEN": "{{ secret.TOKEN }}"}, **FAR}
NODES = {
    "made": WEB,
    "same": WEB,
    "differs": {**WEB, "env": {"TOKEN": "another"}, "dryRun": True},
    "gone": {"kind": "container.ensure@1", "name": "web", "state": "absent", "stopTimeout": "0s", **FAR},
    "coded": FUNCTION,
    "fails": {**FUNCTION, "code": "echo no >&2; exit 3", "retry": {"max": 1, "first": "100ms"}},
    "looked": {"kind": "container.inspect@1", "container": "no-such", **FAR},
    "all": {**IMAGE, "place": "all G@zone:edge"},
    "one": {**IMAGE, "place": "G@name:second"},
    "any": {**IMAGE, "place": "any edge-[2-9]"},
    "stops-all": {**STOP, "place": "all *"},
    "stops-first": {**STOP, "container": "nowhere", "place": "all *", "batch": 1, "stopOnFailure": True},
    "pruned": {"kind": "prune@1", "what": ["containers"], "olderThan": "0s", "labels": "seen=never", **FAR},
}


def document():
    more = {
        "seen": {
            "kind": "docker.event@1",
            "hosts": "G@name:sec* and not web*",
            "action": ["start", "die"],
            "labels": {"seen": "yes"},
        },
        "which-end": {"kind": "filter@1", "match": {"data.Action": ["start"]}},
        "stop": {**STOP, "container": "{{ event.subject }}"},
        "note": {
            "kind": "emit@1",
            "type": "test/seen",
            "data": {"host": "{{ event.salternhost }}", "action": "{{ event.data.Action | default('stop') }}"},
        },
        "lost": {"kind": "bus.event@1", "type": "host/edge-2/down"},
        "told": {"kind": "emit@1", "type": "test/host", "data": {"was": "{{ event.type }}"}},
    }
    wires = ["seen -> note", "seen -> which-end", "which-end.out -> stop", "lost -> told"]
    return dispatched.document("masterhosts", NODES, more, wires)


class Lab(SaltLab):
    """A minion beside the first engine; the master has the certificates for the second."""

    def __init__(self, near, far):
        labels = 'grains: {saltern: {labels: {zone: edge, name: first}}}\nsaltern: {docker: "%s"}\n'
        super().__init__(minion_options=labels % near.endpoint)
        self._far = far

    def prepare(self):
        super().prepare()
        folder = self.master_config / "saltern-tls" / "edge-2"
        folder.mkdir(parents=True)
        for name in ("ca.pem", "cert.pem", "key.pem"):
            shutil.copy(pathlib.Path(self._far.tls_folder) / name, folder)


def stimulate(near, far, side):
    SaltLab.wait_for(lambda: near.listeners() and far.listeners(), 60, "both engines to be listened to")
    here = near.start_container("only-near")
    dispatched.begin_each(side, NODES, 90, text=dispatched.HOSTILE)
    made = [engine.start_container("seen", labels={"seen": "yes"}) for engine in (near, far)]
    SaltLab.wait_for(lambda: side.exits("stop"), 60, "the container on the second host to be stopped")
    far.restart()
    SaltLab.wait_for(lambda: side.exits("told"), 60, "the second host to be missed")
    SaltLab.wait_for(far.listeners, 90, "the second host to be listened to again")
    made.append(far.start_container("seen-again", labels={"seen": "yes"}))
    SaltLab.wait_for(lambda: len(side.exits("stop")) >= 2, 60, "a container after the restart to be stopped")
    near.remove_containers([here, made[0]])
    far.remove_containers(made[1:])


def comparable(event):
    """An exit event without ids, and without what is not the same for each start."""
    data = json.loads(json.dumps(event["data"]))
    if "exitCode" in data:
        data["error"] = data["error"]["kind"]  # how a function ended, each in words of its own
    for entry in [data, *data.get("hosts", [])]:
        if isinstance(entry.get("error"), dict):
            entry["error"].pop("detail", None)
        entry.pop("log", None)  # Saltern puts the logs of all hosts into one
    return f"{event['type']} " + re.sub(r"\b([0-9a-f]{64}|[0-9a-f]{12})\b", "<id>", json.dumps(data, sort_keys=True))


def check_export(folder, far):
    """Paths of the master and no secret of anybody are in it."""
    content = "\n".join(path.read_text() for path in folder.rglob("*") if path.is_file())
    for name in ("cert.pem", "key.pem"):
        lines = (pathlib.Path(far.tls_folder) / name).read_text().splitlines()
        assert lines[1] not in content, f"{name} is in the export"
    assert far.tls_folder not in content and SECRET not in content
    assert '"saltern-tls/edge-2"' in content and far.tcp in content


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        with DockerEngine("near", "busybox") as near, DockerEngine("far", "busybox", tls=True) as far:
            work = pathlib.Path(folder)
            path = work / "masterhosts.saltern.yaml"
            path.write_text(document())
            known = {
                "edge-1": {"endpoint": near.endpoint, "labels": {"zone": "edge", "name": "first"}},
                "edge-2": {"endpoint": far.tcp, "tls": far.tls_folder, "labels": {"zone": "edge", "name": "second"}},
            }
            options = dispatched.hosts_file(work, known)
            act = lambda side: stimulate(near, far, side)
            expected = on_saltern(program, None, path, work, act, options)
            allowed = ("exact", "approximate")
            found = on_salt(program, None, path, work, act, allowed, Lab(near, far), options)
            check_export(work / "out", far)
    assert len(expected) == len(NODES) + 5, "Saltern's engine published too little"
    show([comparable(event) for event in expected], [comparable(event) for event in found])


if __name__ == "__main__":
    run_or_skip(main, sys.argv[1])
