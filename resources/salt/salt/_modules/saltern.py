"""Saltern pipelines on Salt: `react` decides on the master, `step` works on a minion.

Settings of a minion (configuration or pillar):

    saltern:
      docker: unix:///var/run/docker.sock   # or tcp://host:2376 with
      tls: {ca: ..., cert: ..., key: ...}
      secrets: {PAGER_URL: ...}             # pillar only
"""

import hashlib
import json
import logging
import os
import random
import time

log = logging.getLogger(__name__)

__virtualname__ = "saltern"
# What the helper modules need of one another. They get it handed over, because Salt gives modules of
# their kind no `__utils__` of their own.
_SHARED = (
    "saltern_event.make",
    "saltern_event.now",
    "saltern_event.payload",
    "saltern_event.read",
    "saltern_event.tag",
    "saltern_pattern.matches",
    "saltern_scope.build",
    "saltern_template.missing",
    "saltern_template.render",
    "saltern_template.text_of",
)
_LOG_TAIL = 4096  # characters of a failed step's log that its exit event carries
_FORGOTTEN_AFTER = 15  # seconds after an action its events still count as its own


def __virtual__():
    return __virtualname__


def _shared():
    return {name: __utils__[name] for name in _SHARED}


def react(plan, tag, data):
    """The reactions of one event; the pipeline's SLS returns them to the Reactor."""
    return __utils__["saltern_flow.react"](_shared(), plan, tag, data)


def step(call, **_):
    """Does the work of one node for one event and puts its exit events on the bus.

    `call` is JSON text: node, kind, settings, templated, event and context, as `react` wrote it.
    """
    call = json.loads(call)
    context, event = call["context"], call["event"]
    run = context["run"]
    ident = hashlib.sha256(f"{run['id']}/{call['node']}/{event['id']}".encode()).hexdigest()[:32]
    exits, text = _attempts(call, ident)
    for index, (port, data) in enumerate(exits):
        done = __utils__["saltern_event.make"](
            f"saltern/{run['pipeline']}/{call['node']}/{port}",
            data,
            source="saltern/" + run["pipeline"],
            subject=event.get("subject", ""),
            ident=f"{ident}.{index + 1}",
            host=event.get("salternhost") or __opts__["id"],
            cause=f"{run['pipeline']}/{run['id']}/{ident}",
            hops=context["trigger"].get("salternhops", 0) + 1,
        )
        _publish(done, {**context, "node": call["node"], "port": port})
    if text:
        log.info("saltern %s/%s: log of the function:\n%s", run["pipeline"], call["node"], text)
    return {"node": call["node"], "ports": [port for port, _ in exits]}


def _attempts(call, ident):
    """([(port, data)], log) after as many attempts as the node's `retry` allows."""
    retry, attempt, secrets = call["settings"].get("retry", {"max": 0}), 1, set()
    while True:
        try:
            exits, text = _attempt(call, ident, attempt, secrets)
            return exits, _masked(text, secrets)
        except Exception as error:  # pylint: disable=broad-except
            failure = _failure(error, secrets)
            hopeless = not getattr(error, "retry", _may_retry(error))
            if hopeless or attempt > retry["max"]:
                return [("error", failure)], failure.get("log", "")
            log.warning("saltern %s: attempt %d failed: %s", call["node"], attempt, failure["error"])
        time.sleep(_pause(retry, attempt))
        attempt += 1


def _may_retry(error):
    """The world may change; a bad request or a bug does not."""
    status = getattr(error, "status", None)
    return isinstance(error, OSError) if status is None else status >= 500


def _pause(retry, attempt):
    seconds = __utils__["saltern_event.duration"]
    first, cap = seconds(retry["first"]), seconds(retry["cap"])
    wait = first if retry["backoff"] == "fixed" else first * 2 ** (attempt - 1)
    return min(wait, cap) * random.uniform(0.8, 1.2)


def _masked(text, secrets):
    for secret in secrets:
        text = text.replace(secret, "***")
    return text


def _failure(error, secrets):
    by_status = {404: "not-found", 409: "conflict"}
    kind = "unreachable" if isinstance(error, OSError) else by_status.get(getattr(error, "status", 0), "failed")
    message = _masked(str(error), secrets)
    data = {"error": {"kind": getattr(error, "kind", kind), "message": message, "remedy": ""}}
    known = getattr(error, "known", {})
    if "exitCode" in known:
        data["exitCode"] = known["exitCode"]
    if known.get("log"):
        data["log"] = _masked(known["log"], secrets)[-_LOG_TAIL:]
    return data


def _attempt(call, ident, attempt, secrets):
    settings, event = _rendered(call, secrets)
    timeout = __utils__["saltern_event.duration"](settings["timeout"])
    if call["kind"] == "function":
        done = _function(call, settings, ident, attempt, timeout)
        return [("ok", value) for value in done["values"]], done["log"]
    if call["kind"] == "container.action":
        return [_container_action(call, settings, ident, timeout)], ""
    if call["kind"] == "container.inspect":
        path_part, size = __utils__["saltern_http.path_part"], __utils__["saltern_event.byte_size"]
        return [("ok", __utils__["saltern_container.inspect"](_docker(), settings, path_part, size))], ""
    if call["kind"] == "notify":
        text_of = __utils__["saltern_template.text_of"]
        return [("ok", __utils__["saltern_notify.send"](settings, event, text_of, timeout))], ""
    raise ValueError(f"There is no step of the kind {call['kind']}.")


def _rendered(call, secrets):
    """The settings with their templates evaluated; secrets that they read are noted."""

    def secret(name):
        value = _secret(name)
        secrets.update([value] if value else [])
        return value

    scope = __utils__["saltern_scope.build"](
        _shared(), call["event"], call["context"], __salt__["config.get"]("saltern:labels", {}), secret
    )
    render = __utils__["saltern_template.render"]
    settings, templated = call["settings"], call["templated"]
    rendered = {k: render(v, scope) if k in templated else v for k, v in settings.items()}
    return rendered, call["event"]


def _secret(name):
    value = __salt__["pillar.get"](f"saltern:secrets:{name}", None)
    if value is None:
        raise ValueError(f"The secret {name} is not in this minion's pillar, under saltern:secrets.")
    return str(value)


def _docker():
    url = __salt__["config.get"]("saltern:docker", "unix:///var/run/docker.sock")
    return __utils__["saltern_http.client"](url, __salt__["config.get"]("saltern:tls", None))


def _function(call, settings, ident, attempt, timeout):
    recipe, run = dict(settings["recipe"]), call["context"]["run"]
    recipe["content"] = {path: _file(source) for path, source in recipe["files"].items()}
    environment = {
        **recipe["environment"],
        **{name: __utils__["saltern_template.text_of"](v) for name, v in settings.get("env", {}).items()},
        "SALTERN_RUN": run["id"],
        "SALTERN_STEP": ident,
        "SALTERN_ATTEMPT": str(attempt),
        "SALTERN_DEADLINE": str(int(time.time() + timeout)),
        "SALTERN_EVENT_TYPE": call["event"]["type"],
    }
    labels = {
        "saltern.engine": "salt",
        "saltern.role": "function",
        "saltern.pipeline": run["pipeline"],
        "saltern.node": call["node"],
        "saltern.step": ident,
    }
    return __utils__["saltern_function.call"](_docker(), recipe, call["event"], environment, labels, timeout)


def _file(source):
    """The content of a file of the function: fetched from the master once per version."""
    path = __salt__["cp.is_cached"](source["url"])
    if not path or _hash(path) != source["sha256"]:
        path = __salt__["cp.cache_file"](source["url"])
    if not path or _hash(path) != source["sha256"]:
        raise ValueError(f"The master's {source['url']} is not the file that the pipeline was exported with.")
    with open(path, "rb") as stream:
        return stream.read()


def _hash(path):
    with open(path, "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()


class _CommandError(Exception):
    """A command inside a container ended with another exit code than 0."""

    def __init__(self, done):
        super().__init__(f"The command ended with exit code {done['exitCode']}.")
        self.kind, self.retry = "failed", not 125 <= done["exitCode"] <= 127
        self.known = {"exitCode": done["exitCode"], "log": done["output"]}


def _container_action(call, settings, ident, timeout):
    docker, path_part = _docker(), __utils__["saltern_http.path_part"]
    duration = __utils__["saltern_event.duration"]
    run, trigger = call["context"]["run"], call["context"]["trigger"]
    name = str(settings["container"])
    cause = f"{run['pipeline']}/{run['id']}/{ident}"
    try:
        container = docker.get(f"/containers/{path_part(name)}/json")["Id"]
        _remember(container, cause, trigger.get("salternhops", 0) + 1)
        done = __utils__["saltern_container.act"](docker, settings, path_part, duration, timeout)
    except Exception as error:
        done = __utils__["saltern_container.gone"](settings, error)
        if done is None:
            raise
    if done.get("exitCode"):
        raise _CommandError(done)
    return "ok", done


def _remember(container, cause, hops):
    """Tells the event engine of this minion that events of the container are our own doing."""
    folder = os.path.join(__opts__["cachedir"], "saltern", "own")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, container + ".new"), "w", encoding="utf-8") as stream:
        json.dump({"cause": cause, "hops": hops, "until": time.time() + _FORGOTTEN_AFTER}, stream)
    os.replace(stream.name, os.path.join(folder, container))


def _publish(event, context):
    sent = __utils__["saltern_event.payload"](event, context)
    size = sum(len(text) for text in sent.values())
    if size > __opts__["max_event_size"] - 4096:
        event, context = _too_large(event, context, size)
        sent = __utils__["saltern_event.payload"](event, context)
    __salt__["event.send"](__utils__["saltern_event.tag"](event), sent)


def _too_large(event, context, size):
    """What is sent in place of an event that Salt would cut: an error, without the run's history."""
    fault = {
        "kind": "too-large",
        "message": f"The exit event and its run have {size} bytes, more than max_event_size.",
        "remedy": "Raise max_event_size on master and minion.",
    }
    run = context["run"]
    event = {
        **event,
        "type": f"saltern/{run['pipeline']}/{context['node']}/error",
        "data": {"error": fault},
    }
    return event, {**context, "trigger": {}, "steps": {}, "port": "error"}
