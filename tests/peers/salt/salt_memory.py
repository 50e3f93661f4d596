"""Windows and delays: the same events on Saltern's own engine and, exported, on a real Salt master,
compared event by event. usage: salt_memory.py SALTERN [RELEASE]

With a release, the delays alone, with the profile `stock` on that Salt."""

import json
import pathlib
import re
import sys
import tempfile

import dispatched
from dockerlab import DockerEngine
from saltlab import SaltLab, run_or_skip
from sidebyside import on_salt, on_saltern, show
from stockside import on_stock

BY = "event.data.key"
# name -> (settings, the ports whose events go on unchanged and are told by an emit node).
NODES = {
    "count": ({"kind": "window@1", "by": BY, "over": "60s", "atLeast": 3}, ["below"]),
    "once": ({"kind": "window@1", "mode": "once-within", "by": BY, "over": "60s"}, ["out", "rest"]),
    "quiet": ({"kind": "window@1", "mode": "once-after", "by": BY, "over": "1500ms"}, []),
    "answer": (
        {"kind": "window@1", "mode": "absence", "by": BY, "over": "2s", "expect": {"data.good": [True]}},
        ["came"],
    ),
    "batch": ({"kind": "window@1", "mode": "accumulate", "by": BY, "over": "60s", "atMost": 2}, []),
    "wait": ({"kind": "delay@1", "for": "{{ event.data.for }}"}, ["out"]),
}
HOSTILE = "it's \"x\" {{ 7*7 }}\n- a: b\x7f\u0085\U0001f600"
# (to, data, the node whose exit event is waited for; None: the event is held).
SCRIPT = [
    ("count", {"key": "a"}, "count-below"),
    ("count", {"key": "b"}, "count-below"),
    ("count", {"key": "a"}, "count-below"),
    ("count", {"key": "a", "text": HOSTILE}, "count"),
    ("count", {}, "count"),
    ("count", {"key": {"no": "key"}}, "count"),
    ("once", {"key": HOSTILE}, "once-out"),
    ("once", {"key": HOSTILE}, "once-rest"),
    ("once", {"key": "other"}, "once-out"),
    ("quiet", {"key": "a"}, None),
    ("quiet", {"key": "a", "text": HOSTILE}, "quiet"),
    ("answer", {"key": "a"}, None),
    ("answer", {"key": "a", "good": True}, "answer-came"),
    ("answer", {"key": "b", "text": HOSTILE}, "answer"),
    ("batch", {"key": "a"}, None),
    ("batch", {"key": "b"}, None),
    ("batch", {"key": "a", "text": HOSTILE}, "batch"),
    ("wait", {"for": "1s", "text": HOSTILE}, "wait-out"),
    ("wait", {"for": "3s"}, "wait-out"),
    ("wait", {"for": "9999d"}, "wait"),
    ("wait", {"for": "never"}, "wait"),
]


def document(kept):
    nodes, more, wires = {}, {}, []
    for name in kept:
        settings, ports = NODES[name]
        nodes[name] = settings
        for port in ports:
            said = {"port": port, "run": "{{ trigger.data.n }}", "event": "{{ event.data }}"}
            more[f"{name}-{port}"] = {"kind": "emit@1", "type": "test/said", "data": said}
            wires.append(f"{name}.{port} -> {name}-{port}")
    return dispatched.document("memory", nodes, more, wires)


def stimulate(kept, side):
    for number, (to, data, told) in enumerate(SCRIPT):
        if to not in kept:
            continue
        before = len(side.exits(told)) if told else 0
        side.send("test/go", {**data, "to": to, "n": number})
        if told:
            SaltLab.wait_for(lambda: len(side.exits(told)) > before, 30, f"the exit of event {number}")


def comparable(event):
    """An exit event without what differs from one run to the next: ids, times, places."""
    text = json.dumps(event["data"], sort_keys=True)
    text = re.sub(r'"(id|source)": "[^"]*"', r'"\1": "<>"', text)
    return f"{event['type']} " + re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "<time>", text)


def on_stock_salt(program, docker, path, work, act, release):
    lab = SaltLab(release=release, minion_options=f"docker.url: {docker.endpoint}\n")
    return on_stock(program, lambda: True, path, work, act, lab)


def main(program, release=""):
    kept = ["wait"] if release else list(NODES)
    with tempfile.TemporaryDirectory() as folder, DockerEngine(images="busybox") as docker:
        work = pathlib.Path(folder)
        path = work / "memory.saltern.yaml"
        path.write_text(document(kept))
        act = lambda side: stimulate(kept, side)
        expected = on_saltern(program, docker, path, work, act)
        if release:
            found = on_stock_salt(program, docker, path, work, act, release)
        else:
            found = on_salt(program, docker, path, work, act, ("exact", "approximate"))
    told = sum(to in kept and exit_ is not None for to, _, exit_ in SCRIPT)
    assert len(expected) >= told, "Saltern's engine published too little"
    show([comparable(event) for event in expected], [comparable(event) for event in found])


if __name__ == "__main__":
    run_or_skip(main, *sys.argv[1:])
