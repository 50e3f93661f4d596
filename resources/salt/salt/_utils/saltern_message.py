"""One message of Docker's event stream as a Saltern event, field by field as Saltern makes it."""

import hashlib
import json
import re

# Docker mixes labels with facts of its own; these are the facts, by action.
_FACTS = {
    "die": ("exitCode", "execDuration"),
    "kill": ("signal",),
    "exec_create": ("execID",),
    "exec_start": ("execID",),
    "exec_detach": ("execID",),
    "exec_die": ("execID", "exitCode"),
    "rename": ("oldName",),
    "resize": ("height", "width"),
    "commit": ("comment", "imageID", "imageRef"),
}
_WHOLE = re.compile(r"[+-]?\d{1,18}")


def parse(line):
    """A message as a dict: type, action, detail, actor, attributes, scope, ns."""
    raw = json.loads(line)
    actor = raw.get("Actor") or {}
    action, _, detail = raw["Action"].partition(":")
    return {
        "type": raw["Type"],
        "action": action,
        "detail": detail.strip(),
        "actor": actor.get("ID", ""),
        "attributes": actor.get("Attributes") or {},
        "scope": raw.get("scope", ""),
        "ns": raw.get("timeNano") or raw.get("time", 0) * 10**9,
    }


def ident(daemon, message, synthetic=False):
    """The event's id: the same whenever and by whomever the message is read."""
    parts = (daemon, str(message["ns"]), message["type"], _raw_action(message), message["actor"])
    text = "".join(part + "\0" for part in parts) + ("synthetic" if synthetic else "")
    return hashlib.sha1(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def event(make, daemon, host, message, background, synthetic=False):
    made = make(
        f"docker/{_segment(message['type'])}/{_segment(message['action'])}",
        _data(message, background),
        source="docker/" + host,
        subject=message["actor"],
        time_ns=message["ns"],
        ident=ident(daemon, message, synthetic),
        host=host,
    )
    return {**made, "salternsynthetic": True} if synthetic else made


def _segment(text):
    return re.sub(r"[^A-Za-z0-9_.:@%+-]", "_", text)


def _raw_action(message):
    return f"{message['action']}: {message['detail']}" if message["detail"] else message["action"]


def _data(message, background):
    describe = {"container": _container, "image": _image, "network": _network, "volume": _volume}
    about = describe.get(message["type"], _other)
    return {
        "Type": message["type"],
        "Action": _raw_action(message),
        "Actor": {"ID": message["actor"], "Attributes": message["attributes"]},
        "scope": message["scope"],
        "time": message["ns"] // 10**9,
        "timeNano": message["ns"],
        message["type"]: about(message, background),
    }


def _labels(message):
    facts = ("name", "image") + _FACTS.get(message["action"], ())
    return {key: value for key, value in message["attributes"].items() if key not in facts}


def _put(found, key, value):
    if value:
        found[key] = value


def _put_number(found, key, text):
    _put(found, key, text)
    if text and _WHOLE.fullmatch(text):
        found[key] = int(text)


def _container(message, background):
    attributes, labels = message["attributes"], _labels(message)
    found = {
        "id": message["actor"],
        "name": attributes.get("name", ""),
        "image": attributes.get("image", ""),
        "labels": labels,
    }
    project = labels.get("com.docker.compose.project")
    if project:
        found["compose"] = {"project": project}
        if "com.docker.compose.service" in labels:
            found["compose"]["service"] = labels["com.docker.compose.service"]
    _put_number(found, "exitCode", attributes.get("exitCode"))
    if message["action"] == "kill":
        _put_number(found, "signal", attributes.get("signal"))
    _put(found, "health" if message["action"] == "health_status" else "detail", message["detail"])
    if message["action"] == "rename":
        _put(found, "oldName", attributes.get("oldName"))
    if message["action"] == "die":
        found.update(background)
    return found


def _image(message, _):
    actor = message["actor"]
    named = not actor.startswith("sha256:") and ":" in actor
    name = actor if named else message["attributes"].get("name", "")
    found = {"id": actor, "name": name, "labels": _labels(message), "repository": name}
    colon = name.rfind(":")
    if colon > name.rfind("/") and not name.startswith("sha256:"):
        found.update(repository=name[:colon], tag=name[colon + 1 :])
    return found


def _network(message, _):
    attributes = message["attributes"]
    found = {"id": message["actor"], "name": attributes.get("name", ""), "driver": attributes.get("type", "")}
    _put(found, "container", attributes.get("container"))
    return found


def _volume(message, _):
    attributes = message["attributes"]
    found = {"name": message["actor"], "driver": attributes.get("driver", "")}
    _put(found, "container", attributes.get("container"))
    _put(found, "destination", attributes.get("destination"))
    return found


def _other(message, _):
    return {"id": message["actor"], "name": message["attributes"].get("name", "")}
