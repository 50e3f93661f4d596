"""What a step comes to that worked on several hosts: one result with an entry for each."""


def entry(host, exits):
    """What the step on one host tells: `exits` is [[port, data]]."""
    told = [{"port": port, "data": data} for port, data in exits]
    if told and told[0]["port"] == "error":
        return {**told[0]["data"], "host": host, "ok": False}
    said = told[0] if len(told) == 1 else {"exits": told}
    return {**said, "host": host, "ok": True}


def no_entry(host, message):
    """What is told of a host that gave no result."""
    fault = {"kind": "unreachable", "message": message, "remedy": "Look at the minion's log."}
    return {"host": host, "ok": False, "error": fault}


def result(entries, hosts, first):
    """(port, data) of all `hosts`, in their order; those without an entry were not begun. `first` is
    the node's first port."""
    told = [entries.get(host) or {"ok": False, "skipped": True, "host": host} for host in hosts]
    failed = [one for one in told if not one["ok"] and "skipped" not in one]
    if not failed:
        return _common_port(told, first), {"hosts": told}
    why = failed[0]["error"]
    message = f"It failed on {len(failed)} of {len(told)} hosts; {failed[0]['host']}: {why['message']}"
    left = sum(1 for one in told if "skipped" in one)
    if left:
        message += " 1 was not begun." if left == 1 else f" {left} were not begun."
    return "error", {"error": {**why, "message": message}, "hosts": told}


def _common_port(told, first):
    """The port that every host left by, else the node's first."""
    ports = {one.get("port") for one in told}
    return ports.pop() or first if len(ports) == 1 else first
