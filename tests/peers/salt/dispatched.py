"""A pipeline with a node for each case, and the events that begin them one after another."""

import json

from saltlab import SaltLab

# What an event carries must come through wherever it goes.
HOSTILE = "it's \"x\" \\ {{ 7*7 }}\n- a: b\t\x7f\u0085\u2028\U0001f600 $(reboot)"


def document(pipeline, nodes, more=None, wires=()):
    """Each of `nodes` is begun by an event test/go whose `data.to` is its name; `more` nodes have wires of
    their own."""
    cases = [{"name": name, "match": {"data.to": [name]}} for name in nodes]
    beginning = {"go": {"kind": "bus.event@1", "type": "test/go"}, "which": {"kind": "switch@1", "cases": cases}}
    text = {"saltern": 1, "pipeline": pipeline, "nodes": {**beginning, **(more or {}), **nodes}}
    text["wires"] = ["go -> which", *wires] + [f"which.{name} -> {name}" for name in nodes]
    return json.dumps(text)


def begin_each(side, nodes, seconds, then=lambda name: None, **data):
    """The next node begins when the one before has ended."""
    for number, name in enumerate(nodes):
        side.send("test/go", {"to": name, "n": number, **data})
        SaltLab.wait_for(lambda: side.exits(name), seconds, f"the exit of {name}")
        then(name)


def hosts_file(work, hosts):
    """The options that name the hosts of a pipeline."""
    (work / "hosts.yaml").write_text(json.dumps({"hosts": hosts}))
    return ["--hosts", str(work / "hosts.yaml")]
