"""What a pipeline makes of one event: which runs begin, which nodes decide, which steps start.

Runs in the Reactor, inside the rendering of the pipeline's SLS, and must therefore be quick: what
takes time is a step, and steps run on minions. Answers with reactions for Salt.
"""

import json
import logging
import re
import unicodedata

log = logging.getLogger(__name__)

_DEEPEST = 64  # pure nodes in a row; a loop of them never ends otherwise
_LONGEST_LINE = 8 * 1024
_HELD = "saltern/held/"  # to the engine that remembers
_FREED = "saltern/freed/"  # and back, unchanged
_RESERVED = ("docker", "host", "timer", "manual", "webhook", "saltern")
_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def react(utils, plan, tag, data):
    """The reactions of one Salt event, as the SLS returns them. `utils` holds the functions of
    the other helper modules by name."""
    try:
        event, context = utils["saltern_event.read"](tag, data)
    except Exception as error:  # pylint: disable=broad-except
        log.error("saltern %s: the event %s is refused: %s", plan["pipeline"], tag, error)
        return {}
    flow = _Flow(utils, plan)
    if tag.startswith(_FREED):
        flow.leave(context["node"], context["port"], event, context)
        return flow.reactions
    if context and context["run"]["pipeline"] == plan["pipeline"]:
        flow.leave(context["node"], context["port"], event, context)
    flow.begin_runs(event, utils["saltern_event.labels"](data))
    return flow.reactions


class _Flow:
    def __init__(self, utils, plan):
        self.utils, self.plan = utils, plan
        self.reactions = {}

    def begin_runs(self, event, labels):
        for name, node in self.plan["nodes"].items():
            if "patterns" not in node or node.get("disabled"):
                continue
            if not all(self.utils["saltern_pattern.matches"](p, event) for p in node["patterns"]):
                continue
            if not self._accepts(node, event, labels):
                continue
            event = _completed(node, event)
            if event.get("salternhops", 0) >= 16:
                self._say(logging.ERROR, name, "the event has gone through 16 steps and ends here")
                continue
            run = self.utils["saltern_event.new_run"](self.plan["pipeline"], self.plan["revision"])
            context = {"run": run, "trigger": event, "steps": {}, "node": name, "port": ""}
            self.leave(name, node["first"], event, context)

    def _accepts(self, node, event, labels):
        if node["kind"] != "docker.event":
            return True
        if node["own"] == "exclude" and event.get("salterncause"):
            return False
        return self.utils["saltern_target.picks"](node["hosts"], event.get("salternhost", ""), labels)

    def leave(self, name, port, event, context, depth=0):
        """The event goes on along the wires of a port."""
        node = self.plan["nodes"].get(name)
        if node is None:
            self._say(logging.ERROR, name, "the pipeline has no such node any more; the run ends")
            return
        if "patterns" not in node:
            steps = {**context["steps"], name: {**event, "port": port}}
            context = {**context, "steps": steps}
        targets = node["wires"].get(port, [])
        if port == "error" and not targets:
            self._say(logging.ERROR, name, "failed: %s", json.dumps(event.get("data")))
        for target in targets:
            self._arrive(target, event, context, depth + 1)

    def _arrive(self, name, event, context, depth):
        node = self.plan["nodes"][name]
        if depth > _DEEPEST:
            self._say(logging.ERROR, name, "more than %d nodes in a row; the run ends", _DEEPEST)
        elif node.get("disabled") == "stop":
            return
        elif "impossible" in node:
            self._say(logging.ERROR, name, "%s The run ends.", node["impossible"])
        elif node.get("disabled") == "bypass":
            self.leave(name, node["first"], event, context, depth)
        elif node["kind"] in ("filter", "switch"):
            for port in _ports(self.utils["saltern_pattern.matches"], node, event):
                self.leave(name, port, event, context, depth)
        elif node["kind"] == "log":
            self._log(name, node, event, context, depth)
        elif node["kind"] == "emit":
            self._emit(name, node, event, context, depth)
        elif node["kind"] in ("window", "delay"):
            self._hand_over(name, node, event, context)
        else:
            self._start_step(name, node, event, context)

    def _log(self, name, node, event, context, depth):
        settings = self._rendered(name, node, event, context)
        if settings is None:
            return
        text_of = self.utils["saltern_template.text_of"]
        text = text_of(settings["message"])
        for field, value in sorted(settings.get("fields", {}).items()):
            text += f" {field}={text_of(value)}"
        self._say(_LEVELS[settings["level"]], name, "%s", _one_line(text))
        self.leave(name, "ok", event, context, depth)

    def _emit(self, name, node, event, context, depth):
        settings = self._rendered(name, node, event, context)
        if settings is None:
            return
        message, remedy = emit_fault(settings)
        if message:
            self._fail(name, event, context, "bad-input", message, remedy)
            return
        data = settings.get("data", event["data"])
        sent = self._exit(name, event, context, settings["type"], data)
        sent["source"] = f"saltern/{self.plan['pipeline']}/{name}"
        if isinstance(settings.get("subject"), str):
            sent["subject"] = settings["subject"]
        self._publish(name, sent, None)
        done = self._exit(name, event, context, self._exit_type(name, "ok"), data)
        self._publish(name, done, {**context, "node": name, "port": "ok"})

    def _hand_over(self, name, node, event, context):
        """Windows and delays remember, and the Reactor cannot: an engine does it for them."""
        settings = self._rendered(name, node, event, context)
        if settings is None:
            return
        kept = {key: context[key] for key in ("run", "trigger", "steps")}
        sent = self.utils["saltern_event.payload"](event, kept)
        sent["settings"] = json.dumps(settings)
        tag = f"{_HELD}{self.plan['pipeline']}/{name}"
        self._add(name, "runner.event.send", [{"args": [{"tag": tag}, {"data": sent}]}])

    def _rendered(self, name, node, event, context):
        try:
            scope = self.utils["saltern_scope.build"](self.utils, event, context)
            render, settings = self.utils["saltern_template.render"], node["settings"]
            return {k: render(v, scope) if k in node["templated"] else v for k, v in settings.items()}
        except Exception as error:  # pylint: disable=broad-except
            kind, remedy = getattr(error, "kind", "bad-input"), getattr(error, "remedy", "")
            self._fail(name, event, context, kind, str(error), remedy)
            return None

    def _fail(self, name, event, context, kind, message, remedy=""):
        """The event leaves by `error`, and everybody on the bus can see it."""
        told = {"kind": kind, "message": message, "remedy": remedy}
        fault = {"error": {key: text for key, text in told.items() if text}}
        done = self._exit(name, event, context, self._exit_type(name, "error"), fault)
        self._publish(name, done, {**context, "node": name, "port": "error"})

    def _exit_type(self, name, port):
        return f"saltern/{self.plan['pipeline']}/{name}/{port}"

    def _exit(self, name, event, context, type_, data):
        return self.utils["saltern_event.make"](
            type_,
            data,
            source="saltern/" + self.plan["pipeline"],
            subject=event.get("subject", ""),
            host=event.get("salternhost", ""),
            cause=f"{self.plan['pipeline']}/{context['run']['id']}/{name}",
            hops=context["trigger"].get("salternhops", 0) + 1,
        )

    def _publish(self, name, event, context):
        sent = self.utils["saltern_event.payload"](event, context)
        tag = self.utils["saltern_event.tag"](event)
        self._add(name, "runner.event.send", [{"args": [{"tag": tag}, {"data": sent}]}])

    def _start_step(self, name, node, event, context):
        call = {"node": name, **{key: node[key] for key in ("kind", "settings", "templated")}}
        call.update(event=event, context={key: context[key] for key in ("run", "trigger", "steps")})
        place = node["place"]
        if isinstance(place, dict):
            sent = {"call": json.dumps(call), "place": json.dumps({**place, "first": node["first"]})}
            self._add(name, "runner.saltern.spread", [{"args": [{key: text} for key, text in sent.items()]}])
            return
        minion = event.get("salternhost") if place == "event-host" else place
        minion = minion or node.get("otherwise")
        if not minion:
            self._say(logging.ERROR, name, "the event names no host to run on; the run ends")
            return
        if minion in self.plan.get("masterHosts", ()):
            sent = {"call": json.dumps(call), "host": minion}
            self._add(name, "runner.saltern.step", [{"args": [{key: text} for key, text in sent.items()]}])
            return
        self._add(
            name,
            "local.saltern.step",
            [{"tgt": [minion]}, {"tgt_type": "list"}, {"args": [{"call": json.dumps(call)}]}],
        )

    def _add(self, name, function, body):
        """Reactions of one event share one namespace, so each needs a name of its own."""
        ident = f"saltern.{self.plan['pipeline']}.{name}"
        count = sum(1 for known in self.reactions if known.split("#")[0] == ident)
        self.reactions[f"{ident}#{count}" if count else ident] = {function: body}

    def _say(self, level, name, text, *values):
        log.log(level, "saltern %s/%s: " + text, self.plan["pipeline"], name, *values)


def emit_fault(settings):
    """(why the engine would not publish this, what to do), or two empty texts."""
    type_ = settings["type"]
    if not isinstance(type_, str) or not re.fullmatch(r"[A-Za-z0-9_.:@%+-][A-Za-z0-9_./:@%+-]{0,254}", type_):
        remedy = "Use a path such as shop/order/paid: letters, digits and - _ . / : @ % +, 255 characters at most."
        # On one line, with what Saltern takes for white space.
        shown = re.sub(r"[^\S\x1c-\x1f]+", " ", str(type_)[:60]).strip(" ")
        return f'"{shown}" cannot be the type of an event.', remedy
    first = type_.split("/")[0]
    if first in _RESERVED:
        message = f"Events whose type begins with {first}/ are made by Saltern alone."
        return message, "Begin the type with a word of your own."
    if not isinstance(settings.get("data", {}), dict):
        return "The data of an event has to be an object.", 'Write `data: { value: "..." }`.'
    return "", ""


def _one_line(text):
    """Text from events must neither forge a second line nor steer a terminal."""
    known = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    shown = (
        known.get(c) or (f"\\u{ord(c):04x}" if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c)
        for c in text
    )
    line = "".join(shown)
    return line[:_LONGEST_LINE] + "..." if len(line) > _LONGEST_LINE else line


def _completed(node, event):
    """What the bare events of Salt's scheduler and of `salt-run event.send` lack."""
    if event.get("source") != "salt":
        return event
    if node["kind"] == "timer":
        return {**event, "data": {"scheduled": event["time"], **event["data"]}}
    if node["kind"] == "manual":
        return {**event, "data": {**node["data"], **event["data"]}}
    return event


def _ports(matches, node, event):
    if node["kind"] == "filter":
        return ["out" if matches(node["settings"]["match"], event) else "else"]
    fitting = [c["name"] for c in node["settings"]["cases"] if matches(c["match"], event)]
    if node["settings"]["pick"] == "first":
        fitting = fitting[:1]
    return fitting or ["else"]
