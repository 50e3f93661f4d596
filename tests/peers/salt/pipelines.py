"""Random pipelines with hostile texts in them, reproducible by their seed."""

import json
import random
import re

HOSTILE = [
    "plain",
    "it's \"quoted\" \\ and `ticked`",
    "{{ '{{ event.id }}' }} {# #}",
    "line\nbreak: injected\n- item",
    "tab\t bell\x07 del\x7f nel\u0085 ls\u2028",
    "emoji \U0001f600 \u00e9",
    "}} {x} [y] !!python/object:os.system #",
    "yes", "null", "0123", "1e3", "%h0", "",
    "$(reboot); `id` | sh && exit",
]


def _trigger(dice):
    return dice.choice(
        [
            {"kind": "docker.event@1", "action": dice.choice(["die", "start", ["die", "oom"], "exec_*"])},
            {"kind": "docker.event@1", "labels": {"app": dice.choice(HOSTILE[:4]) or "x"}},
            {"kind": "timer@1", "every": f"{dice.randint(1, 90)}s"},
            {"kind": "timer@1", "cron": "*/5 * * * *"},
            {"kind": "manual@1", "data": {"note": dice.choice(HOSTILE)}},
            {"kind": "bus.event@1", "type": dice.choice(["shop/*", "host/*/down", ["a/b", "c/d"]])},
        ]
    )


def _match(dice):
    return {
        "data.container.name": [dice.choice(HOSTILE), {"prefix": dice.choice(HOSTILE) or "x"}],
        "data.container.exitCode": [{"numeric": [">=", dice.randint(-1, 9)]}],
    }


def _node(dice):
    text = dice.choice(HOSTILE) + " {{ event.type | default('?') }}"
    return dice.choice(
        [
            {"kind": "filter@1", "match": _match(dice)},
            {"kind": "switch@1", "cases": [{"name": "a", "match": _match(dice)}], "pick": "all"},
            {"kind": "log@1", "message": text, "fields": {"f": text}},
            {"kind": "emit@1", "type": "shop/thing", "data": {dice.choice(HOSTILE): text}},
            {"kind": "function@1", "runtime": "python", "code": dice.choice(HOSTILE) + "\n"},
            {"kind": "container.action@1", "action": "exec", "container": "x", "command": ["echo", text]},
            {"kind": "container.inspect@1", "container": "{{ event.subject }}"},
            {"kind": "notify@1", "url": "{{ secret.HOOK }}", "title": text, "text": text},
            {"kind": "transform@1", "code": "({})"},
        ]
    )


def generate(seed):
    """(name, document as JSON text that is YAML, too)."""
    dice = random.Random(seed)
    name = f"generated-{seed}"
    nodes, wires = {"t0": _trigger(dice)}, []
    for index in range(1, dice.randint(2, 8)):
        if dice.random() < 0.15:
            nodes[f"t{index}"] = _trigger(dice)
            continue
        node = f"n{index}"
        # A tree: each node hangs below an earlier one, so there is no loop and nothing is idle.
        parent = dice.choice(list(nodes))
        nodes[node] = _node(dice)
        wires.append(f"{parent} -> {node}")
    document = {"saltern": 1, "pipeline": name, "nodes": nodes, "wires": wires}
    # YAML knows no surrogate pairs; for everything else JSON's escapes are YAML's.
    text = re.sub(
        r"\\ud83d\\ude00", r"\\U0001f600", json.dumps(document, ensure_ascii=True)
    )
    return name, text
