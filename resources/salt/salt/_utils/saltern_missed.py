"""What happened to a container while nobody listened, from what Docker says of it now."""

import calendar
import re
import time


def transitions(inspected, known, since_ns, now_ns):
    """Messages for what was missed, oldest first, each with whether memory ran out. `known` is what
    the container was last known to do, or None."""
    state = inspected["State"]
    base = known["changed"] if known else since_ns
    created, started, finished = (
        _ns(text) for text in (inspected["Created"], state["StartedAt"], state["FinishedAt"])
    )
    missed = []

    def add(action, ns, out_of_memory=False, **facts):
        found = {**attributes(inspected), **facts}
        missed.append((_message(action, inspected["Id"], found, ns), out_of_memory))

    if not known and created > base:
        add("create", created)
    anew = started > base
    if known and known["state"] in ("running", "paused") and anew:
        # The exit code of the life before the present one is not kept by Docker.
        add("die", finished if base < finished < started else started)
    if anew:
        add("start", started)
    if not state["Running"] and finished > base:
        add("die", finished, state["OOMKilled"], exitCode=str(state["ExitCode"]))
    was_running = anew or (known and known["state"] == "running")
    if state["Running"] and state["Paused"] and was_running:
        add("pause", now_ns)
    elif state["Running"] and not state["Paused"] and known and not anew and known["state"] == "paused":
        add("unpause", now_ns)
    return sorted(missed, key=lambda pair: pair[0]["ns"])


def removal(container, known, now_ns):
    """The same for a container that is gone."""
    actions = ["die", "destroy"] if known["state"] in ("running", "paused") else ["destroy"]
    return [(_message(action, container, known["attributes"], now_ns), False) for action in actions]


def attributes(inspected):
    config = inspected["Config"]
    return {
        **(config.get("Labels") or {}),
        "image": config["Image"],
        "name": inspected["Name"].lstrip("/"),
    }


def state_of(inspected):
    state = inspected["State"]
    if state["Paused"]:
        return "paused"
    return "running" if state["Running"] else "stopped"


def _message(action, container, found, ns):
    return {
        "type": "container",
        "action": action,
        "detail": "",
        "actor": container,
        "attributes": found,
        "scope": "local",
        "ns": ns,
    }


def _ns(text):
    """Nanoseconds since 1970 of a time of Docker's; 0 for "never"."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)", text or "")
    if not found:
        return 0
    seconds = calendar.timegm(time.strptime(found[1], "%Y-%m-%dT%H:%M:%S"))
    if found[3] != "Z":
        hours, minutes = int(found[3][1:3]), int(found[3][4:])
        seconds -= (hours * 3600 + minutes * 60) * (1 if found[3][0] == "+" else -1)
    return max(0, seconds * 10**9 + int((found[2] or "0").ljust(9, "0")))
