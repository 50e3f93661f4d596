"""Saltern's events on Salt's bus.

An event is a CloudEvents object. It travels as JSON text in plain ASCII inside the Salt event's data
(field `event`), under the tag `saltern/bus/<type>`: so every character of it, and every number,
arrives as it was sent. `context` beside it says which run of which pipeline it belongs to.
"""

import datetime
import hashlib
import json
import re
import time
import uuid

BUS = "saltern/bus/"
MOST_BYTES = 1024 * 1024
MOST_HOPS = 16
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)")
_TRIMMED = "VALUE_TRIMMED"  # what Salt puts in place of a value above max_event_size


class EventError(Exception):
    """Why a Salt event carries no Saltern event, in one sentence."""


def make(type_, data, source="saltern", subject="", time_ns=None, ident="", host="", cause="", hops=0):
    """A CloudEvents object; fields without a value are left out."""
    event = {
        "specversion": "1.0",
        "id": ident or str(uuid.uuid4()),
        "source": source,
        "type": type_,
        "subject": subject,
        "time": format_time(time.time_ns() if time_ns is None else time_ns),
        "salternhost": host,
        "salterncause": cause,
        "salternhops": hops,
        "datacontenttype": "application/json",
        "data": data,
    }
    return {key: value for key, value in event.items() if value not in ("", 0)}


def format_time(time_ns):
    """RFC 3339 with nine decimals, in UTC."""
    seconds, rest = divmod(time_ns, 10**9)
    when = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return when.strftime("%Y-%m-%dT%H:%M:%S") + f".{rest:09d}Z"


def parse_time(text):
    """Nanoseconds since 1970 of an RFC 3339 time with at most nine decimals."""
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError(f'"{text[:40]}" is not a time.')
    day, clock, fraction, zone = found.groups()
    zone = "+00:00" if zone in ("Z", "z") else zone
    whole = datetime.datetime.fromisoformat(f"{day}T{clock}{zone}")
    return round(whole.timestamp()) * 10**9 + int((fraction or "").ljust(9, "0"))


def payload(event, context=None):
    """What is sent as the data of a Salt event."""
    sent = {"event": json.dumps(event, separators=(",", ":"))}
    if context is not None:
        sent["context"] = json.dumps(context, separators=(",", ":"))
    return sent


def bounded(event, context, most_bytes):
    """(tag, what is sent) of an event; in place of an exit event that Salt would cut, an error without the
    run's history."""
    sent = payload(event, context)
    size = sum(len(text) for text in sent.values())
    if context is not None and size > most_bytes - 4096:
        fault = {
            "kind": "too-large",
            "message": f"The exit event and its run have {size} bytes, more than max_event_size.",
            "remedy": "Raise max_event_size on master and minion.",
        }
        type_ = f"saltern/{context['run']['pipeline']}/{context['node']}/error"
        event = {**event, "type": type_, "data": {"error": fault}}
        sent = payload(event, {**context, "trigger": {}, "steps": {}, "port": "error"})
    return tag(event), sent


def step_id(call):
    """The same for every attempt of a step, and for nothing else."""
    run, event = call["context"]["run"], call["event"]
    return hashlib.sha256(f"{run['id']}/{call['node']}/{event['id']}".encode()).hexdigest()[:32]


def exit_of(call, port, data, host, number=1):
    """(event, context) of what leaves a step by a port."""
    context, event = call["context"], call["event"]
    run, ident = context["run"], step_id(call)
    done = make(
        f"saltern/{run['pipeline']}/{call['node']}/{port}",
        data,
        source="saltern/" + run["pipeline"],
        subject=event.get("subject", ""),
        ident=f"{ident}.{number}",
        host=host,
        cause=f"{run['pipeline']}/{run['id']}/{ident}",
        hops=context["trigger"].get("salternhops", 0) + 1,
    )
    return done, {**context, "node": call["node"], "port": port}


def new_run(pipeline, revision):
    return {
        "id": uuid.uuid4().hex,
        "pipeline": pipeline,
        "revision": revision,
        "guarantee": "at-most-once",
        "started": now(),
    }


def tag(event):
    return BUS + event["type"]


def read(tag_, data):
    """(event, context) of a Salt event. Without the field `event`, as in
    `salt-run event.send saltern/bus/manual/p/n '{"data": {...}}'`, one is made from tag and data."""
    from_minion = data.get("cmd") == "_minion_event"
    sent = data.get("data") if from_minion else data
    if not isinstance(sent, dict):
        raise EventError("it has no data")
    if _TRIMMED in (sent.get("event"), sent.get("context"), sent.get("data")):
        raise EventError("it was larger than max_event_size, and Salt cut it")
    if "event" not in sent:
        return _from_plain(tag_, sent), None
    event = json.loads(sent["event"])
    if event.get("type") != tag_[len(BUS) :] and not sent.get("context"):
        raise EventError("its tag and its type differ")
    return event, json.loads(sent["context"]) if sent.get("context") else None


def labels(data):
    """The labels of the host that a Docker event came from, as its engine tells them."""
    sent = data.get("data") if data.get("cmd") == "_minion_event" else data
    found = json.loads(sent["labels"]) if isinstance(sent, dict) and "labels" in sent else {}
    return found if isinstance(found, dict) else {}


def _from_plain(tag_, sent):
    content = sent.get("data", {})
    if not isinstance(content, dict):
        raise EventError("its data is not an object")
    return make(tag_[len(BUS) :], content, subject=str(sent.get("subject", "")), source="salt")


def duration(text):
    """Seconds of a duration such as "250ms", "10s" or "1h30m"."""
    units = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
    return sum(int(n) * units[unit] for n, unit in re.findall(r"(\d+)(ms|s|m|h|d)", text))


def byte_size(text):
    """Bytes of a size such as "64MiB"."""
    number, unit = re.fullmatch(r"(\d+)(B|KiB|MiB|GiB|TiB)", text).groups()
    return int(number) * 1024 ** ["B", "KiB", "MiB", "GiB", "TiB"].index(unit)


def most_bytes():
    """The largest event."""
    return MOST_BYTES


def now():
    return format_time(time.time_ns())
