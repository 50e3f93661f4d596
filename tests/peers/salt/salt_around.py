"""Hooks of functions: what is done before and after a handler, with results, errors, retries and hostile
texts, on Saltern's own engine and, exported, on a real Salt master and minion with a real Docker engine,
compared event by event. usage: salt_around.py SALTERN"""

import json
import pathlib
import re
import sys
import tempfile

import dispatched
from dockerlab import DockerEngine
from saltlab import SaltLab, run_or_skip
from sidebyside import on_salt, on_saltern, show

SHELL = {"kind": "function@1", "runtime": "shell", "place": "edge-1"}
ECHO = {**SHELL, "code": 'read -r event; echo "$event" | sed "s/.*\\"data\\"://; s/}$//; s/,\\"id\\".*//"'}
FAILS = {**SHELL, "code": "echo no >&2; exit 3"}


def said(name, **more):
    return {"emit": {"type": f"test/said/{name}", **more}}


TEXT = {"text": "{{ event.data.text }}", "token": "{{ secret.TOKEN }}"}
NODES = {
    "both": {
        **SHELL,
        "code": "cat >&2; echo '{\"n\": 1}'",
        "hooks": {
            "entry": [said("before"), {"transform": "({ twice: event.data.text + event.data.text })"}],
            "exit": [{"transform": "({ n: event.data.n + 1, how: ctx.outcome })"}, said("after", data=TEXT, subject="s")],
        },
    },
    "handed": {
        **SHELL,
        "code": "case $(cat) in *'\"only\":\"this\"'*) echo '{\"got\": true}';; *) exit 4;; esac",
        "hooks": {"entry": [{"transform": "function transform(event, ctx) { return { only: 'this' }; }"}]},
    },
    "several": {
        **SHELL,
        "code": "echo '{\"n\": 1} {\"n\": 2} {\"n\": 3}'",
        "hooks": {"exit": [{"transform": "event.data.n == 2 ? null : event.data.n == 3 ? [3, 'x'] : event.data"}, said("several")]},
    },
    "fails": {**FAILS, "hooks": {"exit": [{"transform": "({ code: event.data.exitCode })"}, said("failed")]}},
    "again": {**FAILS, "retry": {"max": 1, "first": "100ms"}, "hooks": {"entry": [said("try")], "exit": [said("tried")]}},
    "none": {**ECHO, "hooks": {"entry": [{"transform": "null"}], "exit": [said("none")]}},
    "throws": {**ECHO, "hooks": {"entry": [{"transform": "event.data.no.such"}], "exit": [said("threw")]}},
    "throws-late": {**SHELL, "code": "echo '{}'", "hooks": {"exit": [{"transform": "(() => { throw new Error('late'); })()"}, said("late")]}},
    "endless": {**SHELL, "code": "echo '{}'", "timeout": "30s", "hooks": {"exit": [{"transform": "function transform() { for (;;) {} }"}]}},
    "no-result": {**SHELL, "code": "echo '{}'", "hooks": {"exit": [{"transform": "[[1]]"}]}},
    "bad-type": {**SHELL, "code": "echo '{}'", "hooks": {"entry": [{"emit": {"type": "{{ event.data.text }}"}}], "exit": [said("bad")]}},
    "bad-data": {**SHELL, "code": "echo '{}'", "hooks": {"exit": [said("x", data="{{ event.data.n }}"), said("y")]}},
    "nothing": {**SHELL, "code": "echo '{}'", "hooks": {"entry": [said("z", data={"a": "{{ event.data.nothing }}"})]}},
    "on-all": {**SHELL, "code": "echo '{}'", "place": "all *", "hooks": {"exit": [{"transform": "({ a: 1 })"}, said("on-all")]}},
}


def document():
    more = {
        "heard": {"kind": "bus.event@1", "type": "test/said/*"},
        "echo": {
            "kind": "emit@1",
            "type": "test/heard",
            "data": {"type": "{{ event.type }}", "data": "{{ event.data }}", "subject": "{{ event.subject | default('') }}"},
        },
    }
    return dispatched.document("around", NODES, more, ["heard -> echo"])


SAID = sum(
    1 for node in NODES.values() for when in ("entry", "exit") for hook in node["hooks"].get(when, []) if "emit" in hook
)
UNSAID = 3  # the bad type, the bad data, and what a template kept from beginning


def stimulate(side):
    dispatched.begin_each(side, NODES, 120, text=dispatched.HOSTILE)
    SaltLab.wait_for(lambda: len(side.exits("echo")) >= SAID - UNSAID, 60, "what the hooks say")


def comparable(event):
    """An exit event without ids, and without the words that are each side's own: for a script's mistake,
    for how a function ended, and where a template stands."""
    text = json.dumps(event["data"], sort_keys=True)
    text = re.sub(r"(The script failed)[^\"]*", r"\1", text)
    ended = r'The function(?: [\w-]+)? ended with exit (?:status|code) (\d+)\.(?:", "remedy": "Its log says more\.)?'
    text = re.sub(ended, r"It ended with \1.", text)
    text = re.sub(r'Setting \\"[^"]*\\": ', "", text)
    text = re.sub(r'"detail": "[^"]*", ', "", text)
    return f"{event['type']} " + re.sub(r"\b[0-9a-f]{64}\b", "<id>", text)


def main(program):
    with tempfile.TemporaryDirectory() as folder, DockerEngine(images="busybox node") as docker:
        work = pathlib.Path(folder)
        path = work / "around.saltern.yaml"
        path.write_text(document())
        expected = on_saltern(program, docker, path, work, stimulate)
        found = on_salt(program, docker, path, work, stimulate, ("exact", "approximate"))
    assert len(expected) >= len(NODES) + SAID - UNSAID, "Saltern's engine published too little"
    show([comparable(event) for event in expected], [comparable(event) for event in found])


if __name__ == "__main__":
    run_or_skip(main, sys.argv[1])
