"""Saltern pipelines on Salt: `react` decides on the master, `step` works on a minion.

Settings of a minion (configuration or pillar):

    saltern:
      docker: unix:///var/run/docker.sock   # or tcp://host:2376 with
      tls: {ca: ..., cert: ..., key: ...}
      secrets: {PAGER_URL: ...}             # pillar only
"""

import collections
import json
import logging
import os

log = logging.getLogger(__name__)

__virtualname__ = "saltern"
_REMEMBERED = 4096
_arrived = collections.OrderedDict()  # (pipeline, tag, event id) of the latest events from minions
# What the helper modules need of one another. They get it handed over, because Salt gives modules of
# their kind no `__utils__` of their own.
_DECIDING = (
    "saltern_event.labels",
    "saltern_event.make",
    "saltern_event.new_run",
    "saltern_event.payload",
    "saltern_event.read",
    "saltern_event.tag",
    "saltern_pattern.matches",
    "saltern_scope.build",
    "saltern_target.picks",
    "saltern_template.missing",
    "saltern_template.render",
    "saltern_template.text_of",
)


def __virtual__():
    return __virtualname__


def react(plan, tag, data):
    """The reactions of one event; the pipeline's SLS returns them to the Reactor."""
    if _came_before(plan["pipeline"], tag, data):
        return {}
    return __utils__["saltern_flow.react"]({name: __utils__[name] for name in _DECIDING}, plan, tag, data)


def _came_before(pipeline, tag, data):
    """A minion sends an event again when the master has not answered in time, although it may have
    arrived."""
    sent = data.get("data")
    if data.get("cmd") != "_minion_event" or not isinstance(sent, dict) or "event" not in sent:
        return False
    try:
        key = pipeline, tag, json.loads(sent["event"])["id"]
    except (KeyError, TypeError, ValueError):
        return False  # which is for `saltern_flow` to refuse
    if key in _arrived:
        log.warning("saltern %s: the event %s came twice; the second is left out", pipeline, tag)
        return True
    _arrived[key] = None
    if len(_arrived) > _REMEMBERED:
        _arrived.popitem(last=False)
    return False


def step(call, test=None, publish=True, **_):
    """Does the work of one node for one event and puts its exit events on the bus, or else answers
    with them.

    `call` is JSON text: node, kind, settings, templated, event and context, as `react` wrote it. With
    `test=True`, or `test: true` in the minion's configuration, what sees to a state or prunes does not
    touch anything.
    """
    call = json.loads(call)
    if "dryRun" in call["settings"] and (__opts__.get("test") if test is None else test):
        call["settings"]["dryRun"] = True
    tools = {name: __utils__[name] for name in __utils__["saltern_step.needed"]()}
    exits, text, events = __utils__["saltern_step.run"](tools, _place(), call)
    for event in events:
        _publish(event, None)
    if text:
        pipeline = call["context"]["run"]["pipeline"]
        log.info("saltern %s/%s: log of the step:\n%s", pipeline, call["node"], text)
    if not publish:
        return {"node": call["node"], "exits": exits}
    host = call["event"].get("salternhost") or __opts__["id"]
    for index, (port, data) in enumerate(exits):
        _publish(*__utils__["saltern_event.exit_of"](call, port, data, host, index + 1))
    return {"node": call["node"], "ports": [port for port, _ in exits]}


def _place():
    """Where a step works. It asks from inside a helper module, where what Salt gives this one is not to
    be had: so all of that is gathered here."""
    client, config = __utils__["saltern_http.client"], __salt__["config.get"]
    address, tls = config("saltern:docker", "unix:///var/run/docker.sock"), config("saltern:tls", None)
    content = __utils__["saltern_step.content"]
    cached, fetch = __salt__["cp.is_cached"], __salt__["cp.cache_file"]
    # Not pillar.get, which answers with stars since Salt 3008.
    secrets = (__pillar__.get("saltern") or {}).get("secrets") or {}
    return {
        "host": __opts__["id"],
        "labels": config("saltern:labels", {}),
        "own": os.path.join(__opts__["cachedir"], "saltern", "own"),
        "docker": lambda: client(address, tls),
        "secret": lambda name: _secret(secrets, name),
        "content": lambda source: content(source, cached, fetch),
    }


def _secret(secrets, name):
    if secrets.get(name) is None:
        raise ValueError(f"The secret {name} is not in this minion's pillar, under saltern:secrets.")
    return str(secrets[name])


def _publish(event, context):
    tag, sent = __utils__["saltern_event.bounded"](event, context, __opts__["max_event_size"])
    __salt__["event.send"](tag, sent)
