"""Salt runner: steps whose place is a target, `any` or `all`, and steps on Docker hosts without a minion.
The Reactor starts it for each of them."""

import concurrent.futures
import json
import logging
import random
import threading

log = logging.getLogger(__name__)

__virtualname__ = "saltern"


def __virtual__():
    return __virtualname__


def step(call, host):
    """Does the work of one node on a Docker host that the master speaks to itself. `call` is JSON text,
    as a minion gets it.

    In a thread of its own: a step may take hours, and the Reactor has few threads to wait with.
    """
    work = json.loads(call)
    threading.Thread(target=_Here(host).do, args=(work,), daemon=True).start()
    return {"node": work["node"], "host": host}


def spread(call, place):
    """Works on one of the hosts that a target picks, or on all of them.

    `call` is the step as the minion gets it, `place` {"kind": one, any or all, "compound": Salt's words
    for the target, "masterHosts": those of them that have no minion, "batch", "stopOnFailure", "first":
    the node's first port}; both are JSON text.
    """
    work = json.loads(call)
    place = json.loads(place)
    without = place.get("masterHosts", [])
    hosts = sorted({*_picked(place["compound"]), *without})
    if not hosts:
        message = f"The target {place['compound']} picks no minion."
        fault = {"kind": "not-found", "message": message, "remedy": "Check the minions' names and labels."}
        _publish(work, "error", {"error": fault})
    elif place["kind"] == "all":
        _publish(work, *_on_all(call, hosts, place))
    else:
        event_host = work["event"].get("salternhost", "")
        chosen = hosts[0] if place["kind"] == "one" else random.choice(hosts)
        if place["kind"] == "one" and event_host in hosts:
            chosen = event_host
        if chosen in without:
            step(call, chosen)
        else:
            _client().cmd_async([chosen], "saltern.step", kwarg={"call": call}, tgt_type="list")
    return {"node": work["node"], "minions": hosts}


class _Here:
    """Steps on one Docker host without a minion. What Salt gives a module is not to be had in threads, so
    it is gathered here."""

    def __init__(self, host):
        self.host, self.opts = host, {**__opts__}
        self.step = __utils__["saltern_step.run"]
        self.tools = {name: __utils__[name] for name in __utils__["saltern_step.needed"]()}
        self.exit_of, self.bounded = __utils__["saltern_event.exit_of"], __utils__["saltern_event.bounded"]
        client, connection = __utils__["saltern_http.client"], __utils__["saltern_masterhost.connection"]
        content, secret = __utils__["saltern_step.content"], __utils__["saltern_masterhost.secret"]
        self.place = {
            "host": host,
            "labels": __utils__["saltern_masterhost.labels"](self.opts, host),
            "own": __utils__["saltern_masterhost.own_folder"](self.opts, host),
            "docker": lambda: client(*connection(self.opts, host)),
            "secret": lambda name: secret(self.opts, name),
            "content": lambda source: _content(self.opts, content, source),
        }

    def do(self, work):
        """A whole step: its exit events go to the bus."""
        try:
            event_host = work["event"].get("salternhost") or self.host
            for index, (port, data) in enumerate(self.exits(work)):
                done = self.exit_of(work, port, data, event_host, index + 1)
                _fire(self.opts, *self.bounded(*done, self.opts["max_event_size"]))
        except Exception:  # pylint: disable=broad-except
            log.exception("saltern %s: the step on %s ended without an event", work["node"], self.host)

    def exits(self, work):
        """[(port, data)]."""
        if "dryRun" in work["settings"] and self.opts.get("test"):
            work = {**work, "settings": {**work["settings"], "dryRun": True}}
        exits, text, events = self.step(self.tools, self.place, work)
        for event in events:
            _fire(self.opts, *self.bounded(event, None, self.opts["max_event_size"]))
        if text:
            pipeline = work["context"]["run"]["pipeline"]
            log.info("saltern %s/%s: log of the step:\n%s", pipeline, work["node"], text)
        return exits


def _content(opts, content, source):
    import salt.fileclient

    with salt.fileclient.get_file_client(opts) as client:
        return content(source, client.is_cached, client.cache_file)


def _client():
    import salt.client

    return salt.client.get_local_client(mopts=__opts__)


def _picked(compound):
    """The minions that the master knows, whether they answer at present or not."""
    import salt.utils.minions

    found = salt.utils.minions.CkMinions(__opts__).check_minions(compound, tgt_type="compound")
    return sorted(found["minions"])


def _on_all(call, hosts, place):
    """(port, data) with an entry per host."""
    entries, size = {}, place["batch"] or len(hosts)
    for begin in range(0, len(hosts), size):
        if place["stopOnFailure"] and not all(entry["ok"] for entry in entries.values()):
            break
        part = hosts[begin : begin + size]
        answers = _answers(call, part, place.get("masterHosts", []))
        entries.update({host: _entry(host, answers.get(host)) for host in part})
    return __utils__["saltern_hosts.result"](entries, hosts, place["first"])


def _answers(call, hosts, without):
    """What the step comes to on each of some hosts, done side by side."""
    minions, here = [host for host in hosts if host not in without], {}
    with concurrent.futures.ThreadPoolExecutor(max_workers=len(hosts)) as pool:
        for host in hosts:
            if host in without:
                here[host] = pool.submit(_Here(host).exits, json.loads(call))
        kwarg = {"call": call, "publish": False}
        answers = _client().cmd(minions, "saltern.step", kwarg=kwarg, tgt_type="list") if minions else {}
        return {**answers, **{host: {"exits": exits.result()} for host, exits in here.items()}}


def _entry(host, answer):
    """What a host's step tells of it."""
    if not isinstance(answer, dict) or "exits" not in answer:
        message = f"{host} did not answer." if answer is None else str(answer)[:600]
        return __utils__["saltern_hosts.no_entry"](host, message)
    return __utils__["saltern_hosts.entry"](host, answer["exits"])


def _publish(work, port, data):
    done, context = __utils__["saltern_event.exit_of"](work, port, data, work["event"].get("salternhost", ""))
    _fire(__opts__, *__utils__["saltern_event.bounded"](done, context, __opts__["max_event_size"]))


def _fire(opts, tag, sent):
    import salt.utils.event

    with salt.utils.event.get_master_event(opts, opts["sock_dir"], listen=False) as bus:
        bus.fire_event(sent, tag)
