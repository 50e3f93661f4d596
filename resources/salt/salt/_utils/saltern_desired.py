"""How a container should be: the rendered settings of container.ensure, read and checked."""

import re

_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,199}")
_NETWORK = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*")
_PORT = re.compile(
    r"(?:(?:(?P<ip>[0-9.]{7,15}|\[[0-9a-fA-F:]{2,45}\]):)?(?P<host>[0-9]{1,5}):)?"
    r"(?P<port>[0-9]{1,5})(?:/(?P<protocol>tcp|udp|sctp))?"
)
_VOLUME = re.compile(
    r"(?P<source>/[^:\0]*|[a-zA-Z0-9][a-zA-Z0-9_.-]*):(?P<target>/[^:\0]*)(?::(?P<mode>ro|rw))?"
)


def read(task):
    """A dict with `name`, `state`, `pull`, and whatever else is set: image (a reference), command,
    entrypoint, ports, volumes, networks (lists), env, labels (dicts), restart, user, workdir, hostname
    (texts), memory, nanoCpus, pids (numbers). What is not set may be as it is. Errors name the
    setting and hold no value of `env`."""
    compact, settings, tools = task.tools["saltern_template.compact"], task.settings, task.tools
    text_of, texts_of = tools["saltern_ensure.text_of"], tools["saltern_ensure.texts_of"]
    desired = {"state": settings.get("state", "running"), "pull": settings.get("pull", "missing")}
    desired["name"] = _name(task, text_of(settings["name"], compact).removeprefix("/"))
    if "image" in settings:
        desired["image"] = tools["saltern_image.reference"](text_of(settings["image"], compact), task.fault)
    for setting in ("restart", "user", "workdir", "hostname"):
        if setting in settings:
            desired[setting] = text_of(settings[setting], compact)
    for setting in ("command", "entrypoint"):
        if setting in settings:
            desired[setting] = texts_of(settings[setting], compact)
    for setting in ("env", "labels"):
        if setting in settings:
            desired[setting] = tools["saltern_ensure.text_map"](settings[setting], compact)
    for setting, check in (("ports", _port), ("volumes", _volume), ("networks", _network)):
        if setting in settings:
            desired[setting] = [check(task, text) for text in texts_of(settings[setting], compact)]
    for setting in ("ports", "volumes"):
        desired.get(setting, []).sort()
    if "memory" in settings:
        desired["memory"] = tools["saltern_event.byte_size"](settings["memory"])
    if "cpus" in settings:
        desired["nanoCpus"] = round(settings["cpus"] * 1e9)
    if "pids" in settings:
        desired["pids"] = round(settings["pids"])
    return desired


def _name(task, text):
    if _NAME.fullmatch(text):
        return text
    shown = " ".join(text[:60].split())
    remedy = "Check what the template in `name` reads."
    raise task.fault("bad-input", f'"{shown}" cannot be the name of a container.', remedy)


def _port(task, text):
    match = _PORT.fullmatch(text)
    fits = match and int(match["host"] or 0) <= 65535 and 0 < int(match["port"]) <= 65535
    if not fits:
        raise task.fault(
            "bad-input",
            f'"{text[:60]}" in `ports` publishes no port.',
            "Write HOST:CONTAINER, IP:HOST:CONTAINER or CONTAINER, each perhaps with /udp.",
        )
    ip = "" if match["ip"] in (None, "0.0.0.0") else match["ip"] + ":"
    host = match["host"] + ":" if match["host"] else ""
    return f"{ip}{host}{match['port']}/{match['protocol'] or 'tcp'}"


def _volume(task, text):
    match = _VOLUME.fullmatch(text)
    if not match:
        raise task.fault(
            "bad-input",
            f'"{text[:80]}" in `volumes` mounts nothing.',
            "Write NAME:/path or /folder/on/the/host:/path, read-only with :ro behind it.",
        )
    source, target = _trimmed(match["source"]), _trimmed(match["target"])
    return f"{source}:{target}" + (":ro" if match["mode"] == "ro" else "")


def _trimmed(path):
    return path[:-1] if len(path) > 1 and path.endswith("/") else path


def _network(task, text):
    if not _NETWORK.fullmatch(text):
        raise task.fault("bad-input", f'"{text[:60]}" in `networks` is not the name of a network.')
    return text
