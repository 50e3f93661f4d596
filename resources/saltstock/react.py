# How the pipeline runs on nothing but what Salt ships. Docker's events come from Salt's engine
# `docker_events`, steps are jobs of Salt's `docker` module. What a step needs to go on stays on the
# master: a job is sent to every minion. Its metadata say which step it belongs to, and come back.

import base64
import json
import logging
import os
import random
import re
import time

_DOCKER = "saltern/docker/"
_LONGEST_EVENT = 120_000  # bytes; an environment variable may have 128 KiB
_LONGEST_MESSAGE = 500
_TRIMMED = "VALUE_TRIMMED"  # what Salt puts in place of a value above max_event_size
# The event comes in a variable and goes to the program by a file: no shell ever reads it as code.
# Log and result leave in base64, with a line between them that base64 cannot have.
_LAUNCH = """cd /saltern/code && printf '%s\\n' "$SALTERN_EVENT" >/tmp/.event || exit 126
unset SALTERN_EVENT
limit=$1; shift
timeout -k 2 "$limit" "$@" </tmp/.event 3>/tmp/.result >/tmp/.output 2>/tmp/.log
code=$?
if [ -s /tmp/.result ]; then cat /tmp/.log >>/tmp/.output; mv /tmp/.output /tmp/.log
else mv /tmp/.output /tmp/.result; fi
base64 /tmp/.log; echo .; base64 /tmp/.result
exit $code"""
# What Salt says of a container's state once the action is done.
_DONE = {"start": "running", "stop": "stopped", "pause": "paused", "unpause": "running"}


def _parts():
    """The functions of the parts above by name, as they hand them to one another."""
    found = {}
    for part, names in PARTS.items():
        found.update({f"{part}.{name}": function for name, function in names.items()})
    return found


_TOOLS = _parts()


def run():
    """The reactions of one Salt event; called by Salt."""
    if tag.startswith(_DOCKER):
        return _react_to_docker()
    if tag.startswith("salt/job/"):
        return _react_to_return()
    flow = FLOW(_TOOLS, PLAN)
    try:
        event, context = _TOOLS["saltern_event.read"](tag, data)
    except Exception as error:  # pylint: disable=broad-except
        _complain("the event %s is refused: %s", tag, error)
        return {}
    if context and context["run"]["pipeline"] == PLAN["pipeline"]:
        flow.leave(context["node"], context["port"], event, context)
    flow.begin_runs(event, {})
    return flow.reactions


def _complain(text, *values):
    logging.getLogger(__name__).error("saltern %s: " + text, PLAN["pipeline"], *values)


def _react_to_docker():
    """A message of Docker as the engine `docker_events` of a minion passes it on."""
    sent, host = data.get("data"), data.get("id")
    if not isinstance(sent, dict) or not host:
        _complain("%s is no message that a minion's docker_events sent", tag)
        return {}
    message = _TOOLS["saltern_message.parse"](json.dumps(sent))
    if message["attributes"].get("saltern.role") == "function":
        return {}
    event = _TOOLS["saltern_message.event"](_TOOLS["saltern_event.make"], host, host, message, {})
    flow = FLOW(_TOOLS, PLAN)
    flow.begin_runs(_TOOLS["saltern_own.with_cause"](_own_folder(host), event), {})
    return flow.reactions


def _react_to_return():
    """The return of a job: of one of our steps, when its metadata says so."""
    metadata = data.get("metadata")
    mark = metadata.get("saltern") if isinstance(metadata, dict) else None
    if not isinstance(mark, dict) or mark.get("pipeline") != PLAN["pipeline"]:
        return {}
    call = _taken_up(str(mark.get("step")), data.get("id"))
    if call is None:
        return {}
    flow = FLOW(_TOOLS, PLAN)
    flow.go_on(call, data)
    return flow.reactions


def _steps_folder():
    return os.path.join(__opts__["cachedir"], "saltern", "steps")


def _path_of(name):
    return os.path.join(_steps_folder(), name)


def _kept(content):
    """Keeps what goes on when a job returns; a name for it that nobody guesses."""
    name = os.urandom(16).hex()
    os.makedirs(_steps_folder(), mode=0o700, exist_ok=True)
    PARTS["saltern_own"]["_forget_old"](_steps_folder())
    _write(name, content)
    return name


def _write(name, content):
    file = os.open(_path_of(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(file, "w", encoding="utf-8") as stream:
        json.dump(content, stream)


def _known(name):
    with open(_path_of(name), encoding="utf-8") as stream:
        return json.load(stream)


def _taken_up(name, minion):
    """What was kept; None when the job is not ours, has returned before, or was another minion's."""
    if not re.fullmatch("[0-9a-f]{32}", name) or not os.path.exists(_path_of(name)):
        return None
    call = _known(name)
    if call.get("minion") != minion:
        _complain("%s answered for %s, and is not heard", minion, call.get("minion"))
        return None
    os.remove(_path_of(name))
    return call


def _picked(compound):
    """The minions that the master knows, whether they answer at present or not."""
    import salt.utils.minions

    found = salt.utils.minions.CkMinions(__opts__).check_minions(compound, tgt_type="compound")
    return sorted(found["minions"])


def _own_folder(minion):
    """Where the master keeps what the steps on a minion do to Docker's objects."""
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", minion).lstrip(".") or "_"
    return os.path.join(__opts__["cachedir"], "saltern", "stock", name)


def _doing_of(call):
    """(cause, hops) of what a step does."""
    run, hops = call["context"]["run"], call["context"]["trigger"].get("salternhops", 0) + 1
    return f"{run['pipeline']}/{run['id']}/{call['node']}", hops


class _Answer:
    """What Salt's `docker.inspect_container` answered, for the part that reads Docker's API."""
    def __init__(self, found):
        self.found = found

    def get(self, _):
        return self.found


class _Stock(PARTS["saltern_flow"]["_Flow"]):
    """Steps as jobs of Salt's own modules, one after another."""
    def _start_step(self, name, node, event, context):
        settings = self._rendered(name, node, event, context)
        if settings is None:
            return
        context = {key: context[key] for key in ("run", "trigger", "steps")}
        call = {"node": name, "settings": settings, "event": event, "context": context}
        place = node["place"]
        if isinstance(place, dict):
            self._begin_there({**call, "minion": ""}, place, node)
            return
        minion = (event.get("salternhost") if place == "event-host" else place) or node.get("otherwise")
        if not minion:
            self._say(40, name, "the event names no host to run on; the run ends")
            return
        self._begin({**call, "minion": minion}, node["kind"])

    def _begin_there(self, call, place, node):
        """On the minions that a target picks."""
        minions, event_host = _picked(place["compound"]), call["event"].get("salternhost", "")
        if not minions:
            message = f"The target {place['compound']} picks no minion."
            fault = {"kind": "not-found", "message": message}
            fault["remedy"] = "Check the minions' names and labels."
            self._finish(call, "error", [{"error": fault}])
        elif place["kind"] == "all":
            size = place["batch"] or len(minions)
            group = {"minions": minions, "size": size, "begun": 0, "entries": {}, "call": call}
            self._next_batch({**group, "stop": place["stopOnFailure"]}, node)
        else:
            chosen = minions[0] if place["kind"] == "one" else random.choice(minions)
            if place["kind"] == "one" and event_host in minions:
                chosen = event_host
            self._begin({**call, "minion": chosen}, node["kind"])

    def _next_batch(self, group, node):
        """Begins on the next minions; without any, or after a failure, all leaves as one."""
        part = group["minions"][group["begun"] : group["begun"] + group["size"]]
        if not part or (group["stop"] and not all(one["ok"] for one in group["entries"].values())):
            port, data = _TOOLS["saltern_hosts.result"](group["entries"], group["minions"], node["first"])
            self._finish(group["call"], port, [data])
            return
        group["begun"] += len(part)
        name = _kept(group)
        for minion in part:
            self._begin({**group["call"], "minion": minion, "group": name}, node["kind"])

    def _finish_one(self, call, port, values):
        """The step on one of several minions has ended."""
        group = _known(call["group"])
        exits = [[port, value] for value in values]
        group["entries"][call["minion"]] = _TOOLS["saltern_hosts.entry"](call["minion"], exits)
        if len(group["entries"]) < group["begun"]:
            _write(call["group"], group)
            return
        os.remove(_path_of(call["group"]))
        self._next_batch(group, self.plan["nodes"][call["node"]])

    def _begin(self, call, kind):
        """The first job of a step."""
        if kind == "function":
            self._call_function(call)
        else:
            looked_at = str(call["settings"]["container"])
            self._job({**call, "phase": "inspect"}, "docker.inspect_container", name=looked_at)

    def _job(self, call, function, **arguments):
        mark = {"pipeline": self.plan["pipeline"], "step": _kept(call)}
        body = [{"tgt": [call["minion"]]}, {"tgt_type": "list"}, {"metadata": {"saltern": mark}}]
        names = arguments.pop("*", None)
        if names is None:
            body.append({"args": [{name: value} for name, value in arguments.items()]})
        else:  # for functions that take names, one after another; `args` would hide them
            body += [{"arg": names}, {"kwarg": arguments}]
        self._add(call["node"], "local." + function, body)

    def go_on(self, call, returned):
        """What a job of ours has returned."""
        if call["node"] not in self.plan["nodes"]:
            self._say(40, call["node"], "the pipeline has no such node any more; the run ends")
            return
        answer = returned.get("return")
        if answer == _TRIMMED:
            self._finish_badly(call, "too-large", "The answer was larger than max_event_size, and Salt cut it.")
            return
        failed = returned.get("success") is False or returned.get("retcode", 0) != 0
        if failed and isinstance(answer, dict) and call["phase"] == "act":
            failed = False  # Salt counts "already so" as a failure; its answer says more
        if failed:
            self._failed(call, str(answer))
            return
        kind = self.plan["nodes"][call["node"]]["kind"]
        if call["phase"] == "function":
            self._take_result(call, answer)
        elif call["phase"] == "act":
            self._take_action(call, answer)
        elif kind == "container.inspect":
            done = _TOOLS["saltern_container.inspect"](_Answer(answer), call["settings"], str, None)
            self._finish(call, "ok", [done])
        else:
            self._act(call, answer)

    def _failed(self, call, message):
        settings, missing = call["settings"], "No such container" in message
        if missing and settings.get("action") == "remove":
            done = {"action": "remove", "changed": False, "container": {"id": str(settings["container"])}}
            self._finish(call, "ok", [done])
            return
        self._finish_badly(call, "not-found" if missing else "failed", message)

    def _finish_badly(self, call, kind, message, **known):
        fault = {"kind": kind, "message": message[-_LONGEST_MESSAGE:], "remedy": ""}
        self._finish(call, "error", [{"error": fault, **known}])

    def _finish(self, call, port, values):
        if "group" in call:
            self._finish_one(call, port, values)
            return
        event, context, run = call["event"], call["context"], call["context"]["run"]
        cause, hops = _doing_of(call)
        for value in values:
            done = _TOOLS["saltern_event.make"](
                self._exit_type(call["node"], port),
                value,
                source="saltern/" + run["pipeline"],
                subject=event.get("subject", ""),
                host=event.get("salternhost") or call["minion"],
                cause=cause,
                hops=hops,
            )
            self._publish(call["node"], done, {**context, "node": call["node"], "port": port})

    def _act(self, call, found):
        settings, action = call["settings"], call["settings"]["action"]
        container = {
            "id": found["Id"],
            "name": found["Name"].lstrip("/"),
            "image": found["Config"]["Image"],
        }
        arguments = {"name": found["Id"]}
        if action in ("stop", "restart") and "stopTimeout" in settings:
            arguments["timeout"] = -int(-_TOOLS["saltern_event.duration"](settings["stopTimeout"]) // 1)
        if action == "kill":
            arguments["signal"] = settings["signal"]
        if action == "remove":
            arguments.update(force=settings["force"], volumes=settings["volumes"])
        owner = _TOOLS["saltern_own.owner"](_own_folder(call["minion"]), *_doing_of(call), 0)
        owner.mark(found["Id"])
        owner.release()
        function = "docker." + {"kill": "signal", "remove": "rm"}.get(action, action)
        self._job({**call, "phase": "act", "container": container}, function, **arguments)

    def _take_action(self, call, answer):
        action, changed = call["settings"]["action"], True
        if action in _DONE:
            state = answer.get("state", {}) if isinstance(answer, dict) else {}
            changed = state.get("old") != state.get("new")
            if state.get("new") != _DONE[action]:
                self._finish_badly(call, "failed", f"Salt answered {answer}.")
                return
        elif not answer or (isinstance(answer, dict) and not answer.get("result")):
            self._finish_badly(call, "failed", f"Salt answered {answer}.")
            return
        self._finish(call, "ok", [{"action": action, "container": call["container"], "changed": changed}])

    def _call_function(self, call):
        
        recipe, run, event = call["settings"]["recipe"], call["context"]["run"], call["event"]
        ordered = {**event, "data": json.loads(json.dumps(event["data"], sort_keys=True))}
        line = json.dumps(ordered, ensure_ascii=False, separators=(",", ":"))
        if len(line.encode("utf-8", "surrogatepass")) > _LONGEST_EVENT:
            self._finish_badly(call, "too-large", "The event is larger than an environment variable can be.")
            return
        limit = _TOOLS["saltern_event.duration"](call["settings"]["timeout"])
        text_of = _TOOLS["saltern_template.text_of"]
        environment = {
            **recipe["environment"],
            **{name: text_of(value) for name, value in call["settings"].get("env", {}).items()},
            "SALTERN_EVENT": line,
            "SALTERN_RUN": run["id"],
            "SALTERN_STEP": run["id"],
            "SALTERN_ATTEMPT": "1",
            "SALTERN_DEADLINE": str(int(time.time() + limit)),
            "SALTERN_EVENT_TYPE": event["type"],
        }
        call = {**call, "settings": {}, "phase": "function"}
        self._job(
            call,
            "docker.run_container",
            skip_translate=True,  # as they are: Salt would take texts apart at commas and spaces
            image=recipe["image"],
            entrypoint=["/bin/sh"],
            command=["-c", _LAUNCH, "sh", str(-int(-limit // 1)), *recipe["argv"]],
            environment=environment,
            binds=[f"{recipe['folder']}:/saltern:ro"],
            labels={"saltern.engine": "salt", "saltern.role": "function", "saltern.node": call["node"]},
            user=recipe["user"],
            network_mode=recipe["network"],
            cap_drop=["ALL"],
            cap_add=recipe["capabilities"] or None,
            security_opt=["no-new-privileges"],
            read_only=recipe["readOnly"],
            tmpfs={"/tmp": f"rw,nosuid,nodev,size={recipe['tmpBytes']}"},
            pids_limit=recipe["pids"],
            mem_limit=recipe["memoryBytes"],
            memswap_limit=recipe["memoryBytes"],
            nano_cpus=int(recipe["cpus"] * 1e9),
        )

    def _take_result(self, call, answer):
    
        body = [{"tgt": [call["minion"]]}, {"tgt_type": "list"}]
        removal = [{"name": answer["Id"]}, {"force": True}, {"volumes": True}]
        self._add(call["node"], "local.docker.rm", body + [{"args": removal}])
        code = answer.get("ExitCode")
        text, between, result = answer.get("Logs", "").partition("\n.\n")
        if not between and answer.get("Logs", "").startswith(".\n"):
            text, between, result = "", "\n", answer["Logs"][2:]
        if not between:
            self._finish_badly(call, "failed", f"The function's container ended with exit code {code}.")
            return
        log = base64.b64decode(text).decode("utf-8", "replace")
        if log:
            self._say(20, call["node"], "log of the function: %s", log)
        if code != 0:
            self._finish_badly(
                call, "failed", f"The function ended with exit code {code}.", exitCode=code, log=log[-4096:]
            )
            return
        try:
            values = PARTS["saltern_function"]["_values"](base64.b64decode(result), {})
        except Exception as error:  # pylint: disable=broad-except
            self._finish_badly(call, "failed", str(error))
            return
        self._finish(call, "ok", values)


FLOW = _Stock
