

# The kinds that ask and change several things, one after another: their code is that of the helper
# modules. It runs here from its beginning whenever a job has returned, with the answers so far; where
# there is none yet, it ends, and the question becomes the next job.

_SEEN_TO = {
    "container.ensure": ("saltern_ensure_container.ensure",),
    "image.ensure": ("saltern_ensure_image.ensure",),
    "network.ensure": ("saltern_resource.ensure", "network"),
    "volume.ensure": ("saltern_resource.ensure", "volume"),
}
_SENT = {  # and what else of the call they take
    "http.request": ("saltern_request.send", "step"),
    "notify": ("saltern_notify.send", "event"),
}
_SHORTEST_PAUSE = 1  # seconds; a job takes as long as that
_LONGEST_LOG = 4096  # characters of a failed step's log that its exit event carries
# Docker logs in with what the account that runs the minion has, and nobody here sees it.
_LOGIN = ("", "the account that runs the minion", "")


class _Suspended(BaseException):
    """The code goes on when a job has returned. Not an Exception: only the end catches it."""


class _Replay:
    """The answers of a step's jobs in their order, and which job is wanted next."""

    def __init__(self, answers, deadline):
        self.answers, self.deadline, self.wanted = answers, deadline, None
        self._at = 0

    def ask(self, function, arguments, in_time=True):
        """What a function of Salt's answered on the minion; raises what it failed with."""
        if self.wanted:
            raise _Suspended
        if self._at == len(self.answers):
            if not in_time or time.time() < self.deadline:
                self.wanted = (function, arguments)
                raise _Suspended
            self.answers.append({"late": True})
        answer = self.answers[self._at]
        self._at += 1
        if "late" in answer:
            raise TimeoutError("The Docker engine took longer than the step may.")
        if "failed" in answer:
            raise _failure_of(answer["failed"])
        return answer["value"]


class _Task(PARTS["saltern_ensure"]["Ensuring"]):
    """A step whose time passes on the minion, while it sleeps there."""

    def __init__(self, replay, call, owner):
        tools = {**_TOOLS, "saltern_registry.login": lambda _: _LOGIN}
        tools["saltern_web.request"] = lambda *given: _Request(replay.ask, *given)
        docker = _Docker(replay.ask)
        super().__init__(tools, docker, call["minion"], call["settings"], [], owner)
        self._ask, self._slept = replay.ask, 0

    def now(self):
        return self._slept

    def pause(self, seconds):
        seconds = max(seconds, _SHORTEST_PAUSE)
        self._ask("test.sleep", {"length": seconds})
        self._slept += seconds


class _Owner(PARTS["saltern_own"]["Owner"]):
    """A step of several jobs, between which no process of ours holds a lock: a file says whose an
    object is, and until when at the latest."""

    def __init__(self, call, until):
        super().__init__(_own_folder(call["minion"]), *_doing_of(call), until - time.time())
        self._holder = {"step": call["step"], "until": until}
        self._taken = []

    def take(self, object_):
        path = PARTS["saltern_own"]["_path"](self._folder, object_) + ".lock"
        try:
            with open(path, encoding="utf-8") as stream:
                known = json.load(stream)
        except (OSError, ValueError):
            known = self._holder
        if known["step"] != self._holder["step"] and known["until"] > time.time():
            return False
        os.makedirs(self._folder, exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            json.dump(self._holder, stream)
        self._taken.append(path)
        return True

    def release(self):
        super().release()
        for path in self._taken:
            os.remove(path)


class _ReplayingStock(_Stock):
    def _begin(self, call, kind):
        if kind not in _SEEN_TO and kind not in _SENT:
            super()._begin(call, kind)
            return
        limit = _TOOLS["saltern_event.duration"](call["settings"]["timeout"])
        known = {"phase": "replay", "step": os.urandom(16).hex(), "until": time.time() + limit}
        self._replay({**call, **known, "answers": []})

    def go_on(self, call, returned):
        if call["phase"] != "replay" or call["node"] not in self.plan["nodes"]:
            super().go_on(call, returned)
            return
        answer = returned.get("return")
        failed = returned.get("success") is False or returned.get("retcode", 0) != 0
        if answer == _TRIMMED:
            answer, failed = "The answer was larger than max_event_size, and Salt cut it.", True
        # What Salt says of a state, or of a pull, counts as failed, too, and is read by who asked.
        call["answers"].append({"failed": answer} if failed and isinstance(answer, str) else {"value": answer})
        self._replay(call)

    def _replay(self, call):
        replay, owner = _Replay(call["answers"], call["until"]), _Owner(call, call["until"])
        task = _Task(replay, call, owner)
        try:
            port, data = self._work(call, task)
        except _Suspended:
            wanted, arguments = replay.wanted
            self._job(call, wanted, **arguments)
            return
        except Exception as error:  # pylint: disable=broad-except
            port, data = "error", _told(error, task)
        owner.release()
        if task.log:
            self._say(20, call["node"], "log of the step:\n%s", "\n".join(task.log))
        self._finish(call, port, [data])

    def _work(self, call, task):
        kind = self.plan["nodes"][call["node"]]["kind"]
        if kind in _SEEN_TO:
            function, *arguments = _SEEN_TO[kind]
            return _TOOLS[function](task, *arguments)
        function, given = _SENT[kind]
        return "ok", _TOOLS[function](task.tools, task.settings, call[given], None)


def _told(error, task):
    """The data of `error`."""
    data = {"error": _TOOLS["saltern_fault.told"](error)}
    log = "\n".join(task.log) or getattr(error, "known", {}).get("log", "")
    if log:
        data["log"] = log[-_LONGEST_LOG:]
    return data


FLOW = _ReplayingStock
