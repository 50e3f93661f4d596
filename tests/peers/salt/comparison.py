"""What the demos made, in a form that can be compared and shown: without what differs from one run to
the next."""

import collections
import json
import re

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_WIDEST = 90


def exits(events, names):
    """Rows of the exit events: (type, what it is about, data as JSON)."""
    return [_exit(event, names) for event in events if event["type"].startswith("saltern/")]


def _exit(event, names):
    # A host name, and when Docker's message was made.
    data = {key: value for key, value in event["data"].items() if key not in ("by", "time", "timeNano")}
    if "Actor" in data:
        attributes = {**data["Actor"]["Attributes"], "execDuration": "<duration>"}
        data["Actor"] = {**data["Actor"], "Attributes": attributes}
    if "config" in data:
        # A container that has ended by the time it is looked at has no address any more.
        networks = dict.fromkeys(data["config"]["networks"], "<address>")
        data["config"] = data["config"] | {"networks": networks}
    text = _TIME.sub("<time>", json.dumps(data, sort_keys=True, ensure_ascii=False))
    for ident, name in names.items():
        text = text.replace(ident, f"<{name}>")
    return event["type"], names.get(event["subject"], event["subject"]), text


def lines(logged):
    """Rows of the lines that log nodes wrote: (pipeline/node, message)."""
    return [(f"log line of {node}", "", json.dumps(text, ensure_ascii=False)) for node, text in logged]


def without_words(rows):
    """The rows with the kinds of errors alone: Docker's words for a failure and ours are not the same."""
    return [(type_, about, _kind_of_error(data) if type_.endswith("/error") else data) for type_, about, data in rows]


def _kind_of_error(data):
    known = json.loads(data)
    return json.dumps({**known, "error": known["error"]["kind"]}, sort_keys=True)


def table(saltern, salt):
    """Markdown: each kind of event with how often each side made it."""
    ours, theirs = collections.Counter(saltern), collections.Counter(salt)
    text = "| event | about | data | Saltern | Salt |\n|---|---|---|---|---|\n"
    for row in sorted(ours.keys() | theirs.keys()):
        type_, about, data = row
        text += f"| `{type_}` | {about} | {_shown(data)} | {ours[row]} | {theirs[row]} |\n"
    return text


def differences(saltern, salt):
    """The rows in full that one side has more often."""
    ours, theirs = collections.Counter(saltern), collections.Counter(salt)
    more = [("Saltern", row) for row in ours - theirs] + [("Salt", row) for row in theirs - ours]
    return "\n".join(f"{side}: {' '.join(row)}" for side, row in more)


def _shown(text):
    """Long data is compared in full, and shown as the names of its members."""
    if len(text) > _WIDEST:
        text = ", ".join(sorted(json.loads(text)))
    return "`" + text.replace("|", "\\|") + "`"
