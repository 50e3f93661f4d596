

# Delays: what waits stays on the master. The scheduler of a minion tells when the time has come: what it
# runs then has no work, and its return is that of a job of ours.

_SHORTEST_WAIT = 1  # seconds, which Salt's scheduler counts
_TOLD_BY = "test.true"


class _DelayingStock(FLOW):
    def _hand_over(self, name, node, event, context):
        settings, minion = self._rendered(name, node, event, context), event.get("salternhost") or node.get("otherwise")
        if settings is None:
            return
        if not minion:
            self._say(40, name, "the event names no host whose minion tells the time; the run ends")
            return
        now = time.time_ns()
        try:
            due = _TOOLS["saltern_moment.until"](_TOOLS, settings, now)
        except Exception as error:  # pylint: disable=broad-except
            told = _TOOLS["saltern_fault.told"](error)
            self._fail(name, event, context, told["kind"], told["message"], told.get("remedy", ""))
            return
        known = {key: context[key] for key in ("run", "trigger", "steps")}
        step = _kept({"node": name, "event": event, "context": known, "minion": minion, "phase": "held"})
        os.utime(_path_of(step), ns=(due, due))  # nobody sweeps it away before
        wait = max(-(-(due - now) // 10**9), _SHORTEST_WAIT)
        metadata = {"saltern": {"pipeline": self.plan["pipeline"], "step": step}}
        job = {"name": f"saltern.{step}", "function": _TOLD_BY, "seconds": wait, "metadata": metadata}
        self._add(name, "local.schedule.add", _scheduled(minion, job))

    def go_on(self, call, returned):
        if call["phase"] != "held":
            super().go_on(call, returned)
            return
        self.leave(call["node"], "out", call["event"], call["context"])


def _scheduled(minion, arguments):
    return [{"tgt": [minion]}, {"tgt_type": "list"}, {"args": [{key: value} for key, value in arguments.items()]}]


FLOW = _DelayingStock
_react_to_any_return = _react_to_return


def _react_to_return():
    """The scheduler would tell again and again, also when nobody waits any more."""
    reactions = _react_to_any_return()
    metadata = data.get("metadata")
    mark = metadata.get("saltern") if isinstance(metadata, dict) else None
    if data.get("fun") == _TOLD_BY and isinstance(mark, dict) and mark.get("pipeline") == PLAN["pipeline"]:
        job = {"name": f"saltern.{mark.get('step')}"}
        key = f"saltern.{PLAN['pipeline']}#schedule"
        reactions = {**reactions, key: {"local.schedule.delete": _scheduled(data["id"], job)}}
    return reactions
