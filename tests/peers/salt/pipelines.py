"""Random pipelines of every kind with hostile texts in them, reproducible by their seed."""

import json
import random
import re

HOSTILE = [
    "plain",
    "it's \"quoted\" \\ and `ticked`",
    "{{ '{{ event.id }}' }} {# #}",
    "line\nbreak: injected\n- item",
    "tab\t bell\x07 del\x7f nel\u0085 ls\u2028",
    "nul\x00 inside",
    "emoji \U0001f600 \u00e9",
    "}} {x} [y] !!python/object:os.system #",
    "yes", "null", "0123", "1e3", "%h0", "",
    "$(reboot); `id` | sh && exit",
    "\"\"\" ''' \\\n#!py\n__salt__",
]
SECRET = "{{ secret.HOOK }}"
ENSURED = ("changed", "unchanged", "error")


def _text(dice):
    return dice.choice(HOSTILE) + " {{ event.type | default('?') }}"


def _match(dice):
    return {
        "data.container.name": [dice.choice(HOSTILE), {"prefix": dice.choice(HOSTILE) or "x"}],
        "data.container.exitCode": [{"numeric": [">=", dice.randint(-1, 9)]}],
    }


def _clock(dice):
    return dice.choice([{"every": f"{dice.randint(1, 90)}s"}, {"cron": "*/5 * * * *"}])


def _hook(dice):
    said = {"type": "shop/{{ event.subject }}", "data": {dice.choice(HOSTILE): _text(dice)}}
    return dice.choice([{"transform": "event // " + dice.choice(HOSTILE)}, {"emit": said}])


TRIGGERS = {
    "docker.event": lambda dice: dice.choice(
        [
            {"action": dice.choice(["die", "start", ["die", "oom"], "exec_*"])},
            {"labels": {"app": dice.choice(HOSTILE[:5])}, "own": "include"},
            {"type": "image", "match": {"data.image.name": [dice.choice(HOSTILE)]}},
        ]
    ),
    "timer": _clock,
    "manual": lambda dice: {"data": {"note": dice.choice(HOSTILE)}},
    "bus.event": lambda dice: {"type": dice.choice(["shop/*", "host/*/down", ["a/b", "c/d"]])},
    "webhook": lambda dice: {"path": f"hook/{dice.randint(1, 10**9)}", "token": SECRET},
}

# Each with the ports that a wire may leave it by.
NODES = {
    "filter": (("out", "else"), lambda dice: {"match": _match(dice)}),
    "switch": (("a", "else"), lambda dice: {"cases": [{"name": "a", "match": _match(dice)}], "pick": "all"}),
    "window": (
        ("reached", "below", "error"),
        lambda dice: {"by": "event.data.container.id", "over": "60s", "atLeast": 3},
    ),
    "delay": (("out", "error"), lambda dice: {"for": f"{dice.randint(1, 9)}s"}),
    "transform": (("out", "error"), lambda dice: {"code": "function transform(event) { return {}; }"}),
    "log": (("ok", "error"), lambda dice: {"message": _text(dice), "fields": {"f": _text(dice)}}),
    "emit": (
        ("ok", "error"),
        lambda dice: {"type": "shop/thing", "data": {dice.choice(HOSTILE): _text(dice)}},
    ),
    "function": (
        ("ok", "error"),
        lambda dice: {
            "runtime": "python",
            "code": dice.choice(HOSTILE) + "\n",
            "env": {"T": _text(dice)},
            **dice.choice([{}, {"hooks": {"entry": [_hook(dice)], "exit": [_hook(dice), _hook(dice)]}}]),
        },
    ),
    "container.action": (
        ("ok", "error"),
        lambda dice: {"action": "exec", "container": "x", "command": ["echo", _text(dice)]},
    ),
    "container.inspect": (("ok", "error"), lambda dice: {"container": "{{ event.subject }}"}),
    "container.ensure": (
        ENSURED,
        lambda dice: {"name": "web", "image": "shop/web:2", "env": {"T": _text(dice)}, "labels": {"l": _text(dice)}},
    ),
    "image.ensure": (ENSURED, lambda dice: {"image": "shop/web:2", "tags": ["web:{{ event.subject }}"]}),
    "network.ensure": (ENSURED, lambda dice: {"name": "net", "labels": {"l": _text(dice)}}),
    "volume.ensure": (ENSURED, lambda dice: {"name": "vol", "options": {"o": _text(dice)}}),
    "prune": (("ok", "error"), lambda dice: {"what": ["containers"], "labels": [_text(dice)]}),
    "notify": (("ok", "error"), lambda dice: {"url": SECRET, "title": _text(dice), "text": _text(dice)}),
    "http.request": (
        ("ok", "error"),
        lambda dice: {
            "method": "POST",
            "url": "http://127.0.0.1:1/x",
            "query": {"q": _text(dice)},
            "body": {dice.choice(HOSTILE): _text(dice)},
        },
    ),
}


def generate(seed):
    """(name, document as JSON text that is YAML, too)."""
    dice = random.Random(seed)
    name = f"generated-{seed}"
    nodes, wires = {}, []

    def add(node, kind, settings):
        nodes[node] = {"kind": f"{kind}@1", **settings(dice)}

    # Every kind has its turn, whatever the dice say.
    kinds, triggers = list(NODES), list(TRIGGERS)
    add("t0", triggers[seed % len(triggers)], TRIGGERS[triggers[seed % len(triggers)]])
    for index in range(1, dice.randint(3, 9)):
        if dice.random() < 0.15:
            kind = dice.choice(triggers)
            add(f"t{index}", kind, TRIGGERS[kind])
            continue
        # A tree: each node hangs below an earlier one, so there is no loop and nothing is idle.
        parent = dice.choice(list(nodes))
        ports = NODES.get(nodes[parent]["kind"].removesuffix("@1"), (("out",),))[0]
        kind = kinds[(seed + index) % len(kinds)] if index == 1 else dice.choice(kinds)
        add(f"n{index}", kind, NODES[kind][1])
        wires.append(f"{parent}.{dice.choice(ports)} -> n{index}")
    document = {"saltern": 1, "pipeline": name, "nodes": nodes, "wires": wires}
    # YAML knows no surrogate pairs; for everything else JSON's escapes are YAML's.
    return name, re.sub(r"\\ud83d\\ude00", r"\\U0001f600", json.dumps(document, ensure_ascii=True))
