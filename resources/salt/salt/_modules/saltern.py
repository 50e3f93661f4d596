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
_WORKING = (
    *_DECIDING,
    "saltern_body.body",
    "saltern_desired.read",
    "saltern_difference.anonymous_volumes",
    "saltern_difference.differences",
    "saltern_difference.environment",
    "saltern_difference.mounted_volumes",
    "saltern_difference.state_difference",
    "saltern_ensure.map_differences",
    "saltern_ensure.text_map",
    "saltern_ensure.text_of",
    "saltern_ensure.texts_of",
    "saltern_event.byte_size",
    "saltern_event.duration",
    "saltern_fault.fault",
    "saltern_image.fetch",
    "saltern_image.reference",
    "saltern_image.shown",
    "saltern_registry.login",
    "saltern_replacement.new_name",
    "saltern_replacement.old_name",
    "saltern_replacement.replace",
    "saltern_template.compact",
    "saltern_web.kind_of_status",
    "saltern_web.request",
)
_LOG_TAIL = 4096  # characters of a failed step's log that its exit event carries
_ENSURED = {
    "container.ensure": ("saltern_ensure_container.ensure",),
    "image.ensure": ("saltern_ensure_image.ensure",),
    "network.ensure": ("saltern_resource.ensure", "network"),
    "volume.ensure": ("saltern_resource.ensure", "volume"),
}


def __virtual__():
    return __virtualname__


def _shared(names=_WORKING):
    return {name: __utils__[name] for name in names}


def react(plan, tag, data):
    """The reactions of one event; the pipeline's SLS returns them to the Reactor."""
    return __utils__["saltern_flow.react"](_shared(_DECIDING), plan, tag, data)


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
    exits, text = _attempts(call, __utils__["saltern_event.step_id"](call))
    if text:
        pipeline = call["context"]["run"]["pipeline"]
        log.info("saltern %s/%s: log of the step:\n%s", pipeline, call["node"], text)
    if not publish:
        return {"node": call["node"], "exits": exits}
    host = call["event"].get("salternhost") or __opts__["id"]
    for index, (port, data) in enumerate(exits):
        _publish(*__utils__["saltern_event.exit_of"](call, port, data, host, index + 1))
    return {"node": call["node"], "ports": [port for port, _ in exits]}


def _attempts(call, ident):
    """([(port, data)], log) after as many attempts as the node's `retry` allows."""
    retry, number, secrets = call["settings"].get("retry", {"max": 0}), 1, set()
    while True:
        try:
            exits, text = _attempt(_Attempt(call, ident, number, secrets))
            redacted = __utils__["saltern_secret.redacted"]
            return redacted([list(exit_) for exit_ in exits], secrets), redacted(text, secrets)
        except Exception as error:  # pylint: disable=broad-except
            failure = _failure(error, secrets)
            if not __utils__["saltern_fault.may_retry"](error) or number > retry["max"]:
                return [("error", failure)], failure.get("log", "")
            log.warning("saltern %s: attempt %d failed: %s", call["node"], number, failure["error"])
            wait = max(_pause(retry, number), getattr(error, "known", {}).get("retryAfter", 0))
        time.sleep(wait)
        number += 1


def _pause(retry, number):
    seconds = __utils__["saltern_event.duration"]
    first, cap = seconds(retry["first"]), seconds(retry["cap"])
    wait = first if retry["backoff"] == "fixed" else first * 2 ** (number - 1)
    return min(wait, cap) * random.uniform(0.8, 1.2)


def _failure(error, secrets):
    known = getattr(error, "known", {})
    told = {
        "kind": __utils__["saltern_fault.kind_of"](error),
        "message": str(error),
        "remedy": getattr(error, "remedy", ""),
        "detail": known.get("detail", ""),
    }
    data = {"error": {name: text for name, text in told.items() if text}}
    if "exitCode" in known:
        data["exitCode"] = known["exitCode"]
    if known.get("log"):
        data["log"] = known["log"]
    data = __utils__["saltern_secret.redacted"](data, secrets)
    if "log" in data:
        data["log"] = data["log"][-_LOG_TAIL:]
    return data


class _Attempt:
    """One attempt of one step, with what the node's settings come to for this event."""

    def __init__(self, call, ident, number, secrets):
        self.call, self.ident, self.number = call, ident, number
        self.settings, self.hidden, reading = {}, [], []

        def secret(name):
            value = _secret(name)
            secrets.update([value] if value else [])
            self.hidden.extend(reading)
            return value

        labels = __salt__["config.get"]("saltern:labels", {})
        scope = __utils__["saltern_scope.build"](_shared(), call["event"], call["context"], labels, secret)
        for name, value in call["settings"].items():
            reading[:] = [name]
            templated = name in call["templated"]
            self.settings[name] = __utils__["saltern_template.render"](value, scope) if templated else value
        self.timeout = __utils__["saltern_event.duration"](self.settings["timeout"])

    @property
    def cause(self):
        run = self.call["context"]["run"]
        return f"{run['pipeline']}/{run['id']}/{self.ident}"

    def owner(self):
        hops = self.call["context"]["trigger"].get("salternhops", 0) + 1
        folder = os.path.join(__opts__["cachedir"], "saltern", "own")
        return __utils__["saltern_own.owner"](folder, self.cause, hops, self.timeout)


def _attempt(attempt):
    """([(port, data)], log) of one attempt; raises what went wrong."""
    kind, settings = attempt.call["kind"], attempt.settings
    if kind in _ENSURED or kind == "prune":
        return _see_to(attempt)
    if kind == "function":
        done = _function(attempt)
        return [("ok", value) for value in done["values"]], done["log"]
    if kind == "container.action":
        return [_container_action(attempt)], ""
    if kind == "container.inspect":
        path_part, size = __utils__["saltern_http.path_part"], __utils__["saltern_event.byte_size"]
        return [("ok", __utils__["saltern_container.inspect"](_docker(), settings, path_part, size))], ""
    if kind == "notify":
        event = attempt.call["event"]
        return [("ok", __utils__["saltern_notify.send"](_shared(), settings, event, attempt.timeout))], ""
    if kind == "http.request":
        send = __utils__["saltern_request.send"]
        return [("ok", send(_shared(), settings, attempt.ident, attempt.timeout))], ""
    raise ValueError(f"There is no step of the kind {kind}.")


def _see_to(attempt):
    """Compares a state with what is there, or prunes."""
    kind, owner = attempt.call["kind"], attempt.owner()
    docker = _docker().until(time.monotonic() + attempt.timeout)
    host, make = __opts__["id"], __utils__["saltern_ensure.ensuring"]
    task = make(_shared(), docker, host, attempt.settings, attempt.hidden, owner)
    try:
        if kind == "prune":
            exits = [("ok", __utils__["saltern_prune.prune"](task))]
        else:
            function, *arguments = _ENSURED[kind]
            exits = [__utils__[function](task, *arguments)]
    except Exception as error:
        error.known = {**getattr(error, "known", {}), "log": "\n".join(task.log)}
        raise
    finally:
        owner.release()
    return exits, "\n".join(task.log)


def _secret(name):
    # Not pillar.get, which answers with stars since Salt 3008.
    value = ((__pillar__.get("saltern") or {}).get("secrets") or {}).get(name)
    if value is None:
        raise ValueError(f"The secret {name} is not in this minion's pillar, under saltern:secrets.")
    return str(value)


def _docker():
    url = __salt__["config.get"]("saltern:docker", "unix:///var/run/docker.sock")
    return __utils__["saltern_http.client"](url, __salt__["config.get"]("saltern:tls", None))


def _function(attempt):
    call, settings = attempt.call, attempt.settings
    recipe, run = dict(settings["recipe"]), call["context"]["run"]
    recipe["content"] = {path: _file(source) for path, source in recipe["files"].items()}
    environment = {
        **recipe["environment"],
        **{name: __utils__["saltern_template.text_of"](v) for name, v in settings.get("env", {}).items()},
        "SALTERN_RUN": run["id"],
        "SALTERN_STEP": attempt.ident,
        "SALTERN_ATTEMPT": str(attempt.number),
        "SALTERN_DEADLINE": str(int(time.time() + attempt.timeout)),
        "SALTERN_EVENT_TYPE": call["event"]["type"],
    }
    labels = {
        "saltern.engine": "salt",
        "saltern.role": "function",
        "saltern.pipeline": run["pipeline"],
        "saltern.node": call["node"],
        "saltern.step": attempt.ident,
    }
    run_function = __utils__["saltern_function.call"]
    return run_function(_docker(), recipe, call["event"], environment, labels, attempt.timeout)


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


def _container_action(attempt):
    docker, path_part = _docker(), __utils__["saltern_http.path_part"]
    duration, settings, owner = __utils__["saltern_event.duration"], attempt.settings, attempt.owner()
    try:
        container = docker.get(f"/containers/{path_part(str(settings['container']))}/json")["Id"]
        owner.mark(container)
        done = __utils__["saltern_container.act"](docker, settings, path_part, duration, attempt.timeout)
    except Exception as error:
        done = __utils__["saltern_container.gone"](settings, error)
        if done is None:
            raise
    finally:
        owner.release()
    code = done.get("exitCode", 0)
    if code:
        message, hopeless = f"The command ended with exit code {code}.", 125 <= code <= 127
        fault = __utils__["saltern_fault.fault"]
        raise fault("failed", message, retry=not hopeless, exitCode=code, log=done["output"])
    return "ok", done


def _publish(event, context):
    tag, sent = __utils__["saltern_event.bounded"](event, context, __opts__["max_event_size"])
    __salt__["event.send"](tag, sent)
