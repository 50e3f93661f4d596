"""The hooks of a function: what is done before and after its handler, around every attempt. As Saltern
does it (docs/functions.md, "Hooks")."""

import json

_MOST_BYTES = 1024 * 1024


def around(attempt, labels, handler, describe):
    """([(port, data)], log) of the handler with its hooks. `handler(event)` answers values and log, or
    raises; `describe` answers the data of a failure's exit event. What the hooks emit is collected in
    `attempt.emitted`, as {"type", "subject" (or None), "data"}."""
    hooks = _Hooks(attempt, labels, describe)
    try:
        event = hooks.enter(attempt.call["event"])
    except Exception as error:  # pylint: disable=broad-except
        return hooks.leave([], "", _named("entry", error, attempt.tools))
    try:
        done = handler(event)
    except Exception as error:  # pylint: disable=broad-except
        return hooks.leave([], "", error)
    return hooks.leave(done["values"], done["log"], None)


class _Hooks:
    def __init__(self, attempt, labels, describe):
        self.attempt, self.labels, self.describe = attempt, labels, describe
        self.tools, self.settings = attempt.tools, attempt.settings

    def _each(self, when):
        """(code or None, emit or None) of each hook. Settings of emits have been rendered; code is no
        template."""
        return zip(self.settings["scripts"][when], self.settings["emits"][when])

    def enter(self, event):
        """The event that the handler gets."""
        for code, emit in self._each("entry"):
            if code is None:
                self._emit(emit, event["data"])
                continue
            results = self._script(code, event, {})
            if len(results) != 1:
                message = f"It gave {len(results)} results; the handler takes one event."
                remedy = "Return one object. To leave events out, put a filter node before the function."
                raise self.tools["saltern_fault.fault"]("bad-input", message, remedy)
            event = {**event, "data": results[0]}
        return event

    def leave(self, values, text, error):
        """Goes through the exit hooks, whatever happened; the first error counts."""
        extra = {}
        for code, emit in self._each("exit"):
            try:
                outcome = self._outcome(values, error)
                if code is None:
                    self._emit(emit, {}, outcome)
                elif error is None:
                    values = [made for data in values for made in self._left(code, "ok", data, outcome)]
                else:
                    extra = (self._left(code, "error", {**extra, **self.describe(error)}, outcome) or [extra])[0]
            except Exception as failure:  # pylint: disable=broad-except
                if error is None:
                    values, error = [], _named("exit", failure, self.tools, retry=False)
                    error.known = {**error.known, "exitCode": 0, "log": text}
        if error is None:
            return [("ok", data) for data in values], text
        error.known = {**getattr(error, "known", {}), "told": extra}
        raise error

    def _left(self, code, port, data, outcome):
        run, node = self.attempt.call["context"]["run"], self.attempt.call["node"]
        event = self.tools["saltern_event.make"](
            f"saltern/{run['pipeline']}/{node}/{port}",
            data,
            source="saltern/" + run["pipeline"],
            subject=self.attempt.call["event"].get("subject", ""),
            ident=self.attempt.ident,
            host=self.attempt.place["host"],
        )
        return self._script(code, event, {"outcome": outcome})

    def _outcome(self, values, error):
        if error is None:
            return {"state": "ok", "results": len(values)}
        told = self.describe(error)
        code = {"exitCode": told["exitCode"]} if "exitCode" in told else {}
        return {"state": "error", "error": told["error"], **code}

    def _script(self, code, event, more):
        run, node = self.attempt.call["context"]["run"], self.attempt.call["node"]
        context = {"pipeline": run["pipeline"], "node": node, "run": run["id"], "inputs": {}, **more}
        docker, image = self.attempt.place["docker"](), self.settings["scriptImage"]
        run_script = self.tools["saltern_script.run"]
        return run_script(self.tools, docker, image, self.labels, code, event, context)

    def _emit(self, emit, otherwise, outcome=None):
        message, remedy = self.tools["saltern_flow.emit_fault"](emit)
        if message:
            raise self.tools["saltern_fault.fault"]("bad-input", message, remedy)
        data = {**emit.get("data", otherwise), **({"outcome": outcome} if outcome else {})}
        if len(json.dumps(data)) > _MOST_BYTES:
            message, remedy = "The event would be larger than 1 MiB.", "Publish less data."
            raise self.tools["saltern_fault.fault"]("too-large", message, remedy)
        subject = emit["subject"] if isinstance(emit.get("subject"), str) else None
        self.attempt.emitted.append({"type": emit["type"], "subject": subject, "data": data})


def _named(which, error, tools, retry=None):
    known = getattr(error, "known", {})
    kind = tools["saltern_fault.kind_of"](error)
    may = tools["saltern_fault.may_retry"](error) if retry is None else retry
    remedy = getattr(error, "remedy", "")
    return tools["saltern_fault.fault"](kind, f"The {which} hook: {error}", remedy, may, **known)
