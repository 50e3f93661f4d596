"""The work of one node for one event: on a minion, or on the master for a Docker host without one.

Where it works is told by a `place`: {"host": its name, "labels", "own": the folder of what our steps do,
"docker": a callable that answers the Docker engine, "secret": one that answers a secret by its name,
"content": one that answers a file of a function}.
"""

import hashlib
import json
import logging
import random
import time

log = logging.getLogger(__name__)

# What the helper modules need of one another. They get it handed over, because Salt gives modules of
# their kind no `__utils__` of their own.
_NEEDED = (
    "saltern_around.around",
    "saltern_body.body",
    "saltern_container.act",
    "saltern_container.gone",
    "saltern_container.inspect",
    "saltern_desired.read",
    "saltern_difference.anonymous_volumes",
    "saltern_difference.differences",
    "saltern_difference.environment",
    "saltern_difference.mounted_volumes",
    "saltern_difference.state_difference",
    "saltern_ensure.ensuring",
    "saltern_ensure.map_differences",
    "saltern_ensure.text_map",
    "saltern_ensure.text_of",
    "saltern_ensure.texts_of",
    "saltern_ensure_container.ensure",
    "saltern_ensure_image.ensure",
    "saltern_event.byte_size",
    "saltern_event.duration",
    "saltern_event.make",
    "saltern_event.step_id",
    "saltern_fault.fault",
    "saltern_fault.kind_of",
    "saltern_fault.may_retry",
    "saltern_fault.told",
    "saltern_flow.emit_fault",
    "saltern_function.call",
    "saltern_http.path_part",
    "saltern_image.fetch",
    "saltern_image.reference",
    "saltern_image.shown",
    "saltern_notify.send",
    "saltern_own.owner",
    "saltern_prune.prune",
    "saltern_registry.login",
    "saltern_replacement.new_name",
    "saltern_replacement.old_name",
    "saltern_replacement.replace",
    "saltern_request.send",
    "saltern_resource.ensure",
    "saltern_scope.build",
    "saltern_script.run",
    "saltern_secret.redacted",
    "saltern_template.compact",
    "saltern_template.missing",
    "saltern_template.render",
    "saltern_template.text_of",
    "saltern_web.kind_of_status",
    "saltern_web.request",
)
_LEAST_TIME = 0.1  # seconds that a handler has in any case
_LOG_TAIL = 4096  # characters of a failed step's log that its exit event carries
_ENSURED = {
    "container.ensure": ("saltern_ensure_container.ensure",),
    "image.ensure": ("saltern_ensure_image.ensure",),
    "network.ensure": ("saltern_resource.ensure", "network"),
    "volume.ensure": ("saltern_resource.ensure", "volume"),
}



def needed():
    """The functions that `run` is to be given, by name."""
    return _NEEDED


def run(tools, place, call):
    """([(port, data)], log, events) of a step after as many attempts as the node's `retry` allows.
    `call` is what `saltern_flow` wrote: node, kind, settings, templated, event and context; the events
    are what hooks say, which goes on the bus beside the exits."""
    ident = tools["saltern_event.step_id"](call)
    retry, number, secrets = call["settings"].get("retry", {"max": 0}), 1, set()
    redacted = tools["saltern_secret.redacted"]
    while True:
        emitted = []
        try:
            exits, text = _attempt(_Attempt(tools, place, call, ident, number, secrets, emitted))
            events = _events(tools, call, ident, redacted(emitted, secrets))
            return redacted([list(exit_) for exit_ in exits], secrets), redacted(text, secrets), events
        except Exception as error:  # pylint: disable=broad-except
            failure = _failure(tools, error, secrets)
            if not tools["saltern_fault.may_retry"](error) or number > retry["max"]:
                events = _events(tools, call, ident, redacted(emitted, secrets))
                return [("error", failure)], failure.get("log", ""), events
            log.warning("saltern %s: attempt %d failed: %s", call["node"], number, failure["error"])
            wait = max(_pause(tools, retry, number), getattr(error, "known", {}).get("retryAfter", 0))
        time.sleep(wait)
        number += 1


def _events(tools, call, ident, emitted):
    run_, event = call["context"]["run"], call["event"]
    return [
        tools["saltern_event.make"](
            said["type"],
            said["data"],
            source=f"saltern/{run_['pipeline']}/{call['node']}",
            subject=event.get("subject", "") if said["subject"] is None else said["subject"],
            ident=f"{ident}/emit/{number + 1}",
            host=event.get("salternhost", ""),
            cause=f"{run_['pipeline']}/{run_['id']}/{ident}",
            hops=call["context"]["trigger"].get("salternhops", 0) + 1,
        )
        for number, said in enumerate(emitted)
    ]


def content(source, cached, fetch):
    """The content of a file of a function: fetched from the master once per version."""
    path = cached(source["url"])
    if not path or _hash(path) != source["sha256"]:
        path = fetch(source["url"])
    if not path or _hash(path) != source["sha256"]:
        raise ValueError(f"The master's {source['url']} is not the file that the pipeline was exported with.")
    with open(path, "rb") as stream:
        return stream.read()


def _hash(path):
    with open(path, "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()


def _pause(tools, retry, number):
    seconds = tools["saltern_event.duration"]
    first, cap = seconds(retry["first"]), seconds(retry["cap"])
    wait = first if retry["backoff"] == "fixed" else first * 2 ** (number - 1)
    return min(wait, cap) * random.uniform(0.8, 1.2)


def _failure(tools, error, secrets):
    known = getattr(error, "known", {})
    data = {**known.get("told", {}), "error": tools["saltern_fault.told"](error)}
    if "exitCode" in known:
        data["exitCode"] = known["exitCode"]
    if known.get("log"):
        data["log"] = known["log"]
    data = tools["saltern_secret.redacted"](data, secrets)
    if "log" in data:
        data["log"] = data["log"][-_LOG_TAIL:]
    return data


class _Attempt:
    """One attempt of one step, with what the node's settings come to for this event."""

    def __init__(self, tools, place, call, ident, number, secrets, emitted):
        self.tools, self.place, self.emitted = tools, place, emitted
        self.call, self.ident, self.number = call, ident, number
        self.settings, self.hidden, reading = {}, [], []

        def secret(name):
            value = place["secret"](name)
            secrets.update([value] if value else [])
            self.hidden.extend(reading)
            return value

        scope = tools["saltern_scope.build"](tools, call["event"], call["context"], place["labels"], secret)
        for name, value in call["settings"].items():
            reading[:] = [name]
            templated = name in call["templated"]
            self.settings[name] = tools["saltern_template.render"](value, scope) if templated else value
        self.timeout = tools["saltern_event.duration"](self.settings["timeout"])

    @property
    def cause(self):
        run_ = self.call["context"]["run"]
        return f"{run_['pipeline']}/{run_['id']}/{self.ident}"

    def owner(self):
        hops = self.call["context"]["trigger"].get("salternhops", 0) + 1
        return self.tools["saltern_own.owner"](self.place["own"], self.cause, hops, self.timeout)


def _attempt(attempt):
    """([(port, data)], log) of one attempt; raises what went wrong."""
    kind, settings, tools = attempt.call["kind"], attempt.settings, attempt.tools
    if kind in _ENSURED or kind == "prune":
        return _see_to(attempt)
    if kind == "function":
        return _function(attempt)
    if kind == "container.action":
        return [_container_action(attempt)], ""
    if kind == "container.inspect":
        path_part, size = tools["saltern_http.path_part"], tools["saltern_event.byte_size"]
        docker = attempt.place["docker"]()
        return [("ok", tools["saltern_container.inspect"](docker, settings, path_part, size))], ""
    if kind == "notify":
        event = attempt.call["event"]
        return [("ok", tools["saltern_notify.send"](tools, settings, event, attempt.timeout))], ""
    if kind == "http.request":
        return [("ok", tools["saltern_request.send"](tools, settings, attempt.ident, attempt.timeout))], ""
    raise ValueError(f"There is no step of the kind {kind}.")


def _see_to(attempt):
    """Compares a state with what is there, or prunes."""
    kind, owner, tools = attempt.call["kind"], attempt.owner(), attempt.tools
    docker = attempt.place["docker"]().until(time.monotonic() + attempt.timeout)
    make = tools["saltern_ensure.ensuring"]
    task = make(tools, docker, attempt.place["host"], attempt.settings, attempt.hidden, owner)
    try:
        if kind == "prune":
            exits = [("ok", tools["saltern_prune.prune"](task))]
        else:
            function, *arguments = _ENSURED[kind]
            exits = [tools[function](task, *arguments)]
    except Exception as error:
        error.known = {**getattr(error, "known", {}), "log": "\n".join(task.log)}
        raise
    finally:
        owner.release()
    return exits, "\n".join(task.log)


def _function(attempt):
    call, settings, tools = attempt.call, attempt.settings, attempt.tools
    recipe, run_ = dict(settings["recipe"]), call["context"]["run"]
    content_of = attempt.place["content"]
    recipe["content"] = {path: content_of(source) for path, source in recipe["files"].items()}
    environment = {
        **recipe["environment"],
        **{name: tools["saltern_template.text_of"](v) for name, v in settings.get("env", {}).items()},
        "SALTERN_RUN": run_["id"],
        "SALTERN_STEP": attempt.ident,
        "SALTERN_ATTEMPT": str(attempt.number),
        "SALTERN_DEADLINE": str(int(time.time() + attempt.timeout)),
        "SALTERN_EVENT_TYPE": call["event"]["type"],
    }
    labels = {
        "saltern.engine": "salt",
        "saltern.role": "function",
        "saltern.pipeline": run_["pipeline"],
        "saltern.node": call["node"],
        "saltern.step": attempt.ident,
    }
    ends = time.monotonic() + attempt.timeout

    def handler(event):
        # What hooks do before it is part of its time.
        docker, left = attempt.place["docker"](), max(ends - time.monotonic(), _LEAST_TIME)
        return tools["saltern_function.call"](docker, recipe, event, environment, labels, left)

    if "emits" in settings:
        describe = lambda error: _failure(tools, error, set())
        return tools["saltern_around.around"](attempt, labels, handler, describe)
    done = handler(call["event"])
    return [("ok", value) for value in done["values"]], done["log"]


def _container_action(attempt):
    tools, settings, owner = attempt.tools, attempt.settings, attempt.owner()
    docker, path_part = attempt.place["docker"](), tools["saltern_http.path_part"]
    duration = tools["saltern_event.duration"]
    try:
        container = docker.get(f"/containers/{path_part(str(settings['container']))}/json")["Id"]
        owner.mark(container)
        done = tools["saltern_container.act"](docker, settings, path_part, duration, attempt.timeout)
    except Exception as error:
        done = tools["saltern_container.gone"](settings, error)
        if done is None:
            raise
    finally:
        owner.release()
    code = done.get("exitCode", 0)
    if code:
        message, hopeless = f"The command ended with exit code {code}.", 125 <= code <= 127
        fault = tools["saltern_fault.fault"]
        raise fault("failed", message, retry=not hopeless, exitCode=code, log=done["output"])
    return "ok", done
