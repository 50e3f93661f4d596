"""Salt runner: steps whose place is a target, `any` or `all`. The Reactor starts it for each of them."""

import json
import logging
import random

log = logging.getLogger(__name__)

__virtualname__ = "saltern"


def __virtual__():
    return __virtualname__


def spread(call, place):
    """Works on one of the minions that a target picks, or on all of them.

    `call` is the step as the minion gets it, `place` {"kind": one, any or all, "compound": Salt's words
    for the target, "batch", "stopOnFailure", "first": the node's first port}; both
    are JSON text.
    """
    work = json.loads(call)
    place = json.loads(place)
    minions = _picked(place["compound"])
    if not minions:
        message = f"The target {place['compound']} picks no minion."
        fault = {"kind": "not-found", "message": message, "remedy": "Check the minions' names and labels."}
        _publish(work, "error", {"error": fault})
    elif place["kind"] == "all":
        _publish(work, *_on_all(call, minions, place))
    else:
        event_host = work["event"].get("salternhost", "")
        chosen = minions[0] if place["kind"] == "one" else random.choice(minions)
        if place["kind"] == "one" and event_host in minions:
            chosen = event_host
        _client().cmd_async([chosen], "saltern.step", kwarg={"call": call}, tgt_type="list")
    return {"node": work["node"], "minions": minions}


def _client():
    import salt.client

    return salt.client.get_local_client(mopts=__opts__)


def _picked(compound):
    """The minions that the master knows, whether they answer at present or not."""
    import salt.utils.minions

    found = salt.utils.minions.CkMinions(__opts__).check_minions(compound, tgt_type="compound")
    return sorted(found["minions"])


def _on_all(call, minions, place):
    """(port, data) with an entry per minion."""
    entries, size = {}, place["batch"] or len(minions)
    for begin in range(0, len(minions), size):
        if place["stopOnFailure"] and not all(entry["ok"] for entry in entries.values()):
            break
        part = minions[begin : begin + size]
        answers = _client().cmd(part, "saltern.step", kwarg={"call": call, "publish": False}, tgt_type="list")
        entries.update({minion: _entry(minion, answers.get(minion)) for minion in part})
    skipped = {"ok": False, "skipped": True}
    hosts = [entries.get(minion, {**skipped, "host": minion}) for minion in minions]
    failed = [entry for entry in hosts if not entry["ok"] and "skipped" not in entry]
    if not failed:
        return _common_port(hosts, place["first"]), {"hosts": hosts}
    first = failed[0]["error"]
    message = f"It failed on {len(failed)} of {len(hosts)} hosts; {failed[0]['host']}: {first['message']}"
    left = sum(1 for entry in hosts if "skipped" in entry)
    if left:
        message += " 1 was not begun." if left == 1 else f" {left} were not begun."
    return "error", {"error": {**first, "message": message}, "hosts": hosts}


def _entry(minion, answer):
    """What a minion's step tells of it."""
    if not isinstance(answer, dict) or "exits" not in answer:
        message = f"{minion} did not answer." if answer is None else str(answer)[:600]
        fault = {"kind": "unreachable", "message": message, "remedy": "Look at the minion's log."}
        return {"host": minion, "ok": False, "error": fault}
    exits = [{"port": port, "data": data} for port, data in answer["exits"]]
    if exits and exits[0]["port"] == "error":
        return {**exits[0]["data"], "host": minion, "ok": False}
    told = exits[0] if len(exits) == 1 else {"exits": exits}
    return {**told, "host": minion, "ok": True}


def _common_port(hosts, first):
    """The port that every minion left by, else the node's first."""
    ports = {entry.get("port") for entry in hosts}
    return ports.pop() or first if len(ports) == 1 else first


def _publish(work, port, data):
    import salt.utils.event

    done, context = __utils__["saltern_event.exit_of"](work, port, data, work["event"].get("salternhost", ""))
    tag, sent = __utils__["saltern_event.bounded"](done, context, __opts__["max_event_size"])
    with salt.utils.event.get_master_event(__opts__, __opts__["sock_dir"], listen=False) as bus:
        bus.fire_event(sent, tag)
