"""Windows: what to do with one event is decided from several, as Saltern's window nodes decide it.

Times are those of the events, in nanoseconds, so that it does not matter when they arrive. What is
remembered lives in memory: it is lost with the process.
"""

import bisect
import json

_MOST_HELD = 64 * 1024 * 1024  # bytes of whole events
_LARGEST_HELD = 1024 * 1024 - 16 * 1024
_LONGEST_KEY = 512  # bytes of UTF-8
_STEP_BACK_NS = 10**9  # the clock of a Docker host can step back a little between two events


def window(tools, settings):
    """The window of a node's settings (with defaults). It has:

    begin(now)                     once, before anything else
    evaluate(event, cause, now)    ([(port, data)], [elapsed]); data None: the event, unchanged
    due()                          when time completes something the next time, or None
    elapse(now)                    [elapsed]: (port, data, about), what time completed

    An error that evaluate() raises may have an attribute `elapsed`: what was completed all the same.
    `about` is the event that it is about, with the cause of what it leads to, or None.
    """
    kinds = {
        "count-within": _CountWithin,
        "once-within": _OnceWithin,
        "once-after": _OnceAfter,
        "absence": _Absence,
        "accumulate": _Accumulate,
    }
    return kinds[settings["mode"]](tools, settings)


class _Entry:
    """What is remembered of a key."""

    def __init__(self):
        self.due = 0
        self.state = None


class _Window:
    """Keys, their bounds and their order. The entries stand in the order in which they are due, which
    is the one in which they were last put off: within a window all waits are as long."""

    def __init__(self, tools, settings):
        self.tools, self.settings = tools, settings
        self.over = round(tools["saltern_event.duration"](settings["over"]) * 1000) * 10**6
        self.entries, self._last = {}, 0
        self._held = 0

    def begin(self, now):
        """Nothing is waited for before an event comes."""

    def due(self):
        return next(iter(self.entries.values())).due if self.entries else None

    def elapse(self, now):
        self._note(now)
        elapsed = []
        while self.entries and self.due() <= now:
            key = next(iter(self.entries))
            elapsed += self._complete(key)
            del self.entries[key]
        return elapsed

    def evaluate(self, event, cause, now):
        self._note(now)
        key = self._key(event)
        time = min(self.tools["saltern_event.parse_time"](event["time"]), now)
        return self._take(key, event, cause, time, now)

    def _complete(self, key):
        """The wait of a key is over and it will be forgotten: what that tells."""
        return []

    def _fault(self, kind, message, remedy):
        return self.tools["saltern_fault.fault"](kind, message, remedy, retry=False)

    def _key(self, event):
        by = self.settings.get("by", "").strip()
        if not by:
            return ""
        roots = {"event": event}
        missing, render = self.tools["saltern_template.missing"](), self.tools["saltern_template.render"]
        value = render("{{ " + by + " }}", lambda name: roots.get(name, missing))
        if value is None or isinstance(value, (dict, list)):
            raise self._fault(
                "bad-input",
                f"`by: {by[:80]}` is neither text nor a number in this event.",
                "Name a single value, or add | default('none').",
            )
        key = self.tools["saltern_template.text_of"](value)
        size = len(key.encode("utf-8", "surrogatepass"))
        if size > _LONGEST_KEY:
            message = f"The key has {size} bytes; it has at most {_LONGEST_KEY}."
            raise self._fault("too-large", message, "Use a shorter field for `by`.")
        return key

    def _add(self, key, now):
        if len(self.entries) >= self.settings["keys"]:
            raise self._fault(
                "conflict",
                f"The window remembers {len(self.entries)} keys already.",
                "Raise `keys`, shorten `over`, or name a field in `by` that has fewer values.",
            )
        entry = self.entries[key] = _Entry()
        entry.due = now + self.over
        return entry

    def _put_off(self, key, now):
        entry = self.entries.pop(key)
        entry.due = now + self.over
        self.entries[key] = entry

    def _note(self, now):
        """A clock that was set back would make every wait longer."""
        if now < self._last - 10**9:
            for entry in self.entries.values():
                entry.due = min(entry.due, now + self.over)
        self._last = now

    def _describe(self, key, count=None, first=0, last=0):
        found = {"over": self.settings["over"]}
        if self.settings.get("by"):
            found["key"] = key
        if count is not None:
            show = self.tools["saltern_event.format_time"]
            found.update(count=count, first=show(first), last=show(last))
        return found

    def _check_room(self, event):
        size = _size(event)
        if size > _LARGEST_HELD:
            raise self._fault(
                "too-large",
                f"The event has {size} bytes; a window holds events of at most {_LARGEST_HELD}.",
                "Put large content elsewhere and send a reference to it.",
            )
        if self._held + size > _MOST_HELD:
            message = "The window holds 64 MiB of events already."
            raise self._fault("too-large", message, "Shorten `over`, or send smaller events.")

    def _hold(self, event):
        self._held += _size(event)

    def _let_go(self, event):
        self._held -= _size(event)


def _size(event):
    return len(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def _with_window(event, window_):
    return {**(event["data"] if event else {}), "window": window_}


def _about(event, cause):
    return {**event, "salterncause": cause} if event else None


class _CountWithin(_Window):
    """`atLeast` events of a key within `over`. The window ends at the newest event of the key; its state
    is when the newest ones happened, oldest first, not more than are needed to count."""

    def _take(self, key, event, cause, time, now):
        entry = self.entries.get(key)
        if entry is None:
            entry = self._add(key, now)
            entry.state = []
        if not self._counts(entry.state, time, now):
            return [("below", None)], []
        self._put_off(key, now)
        times, wanted = entry.state, self.settings["atLeast"]
        if len(times) < wanted:
            return [("below", None)], []
        data = _with_window(event, self._describe(key, len(times), times[0], times[-1]))
        if self.settings["startOver"]:
            del self.entries[key]
        return [("reached", data)], []

    def _counts(self, times, time, now):
        """False for an event that is older than the window of its key."""
        # The clock was set back: nothing has happened later than now.
        times[:] = [min(known, now) for known in times]
        begin = max(times[-1:] + [time]) - self.over
        if time <= begin:
            return False
        del times[: bisect.bisect_right(times, begin)]
        bisect.insort_right(times, time)
        if len(times) > self.settings["atLeast"]:
            del times[0]
        return True


class _OnceWithin(_Window):
    """The first event of a key passes; the others of the `over` that follows it do not. The state is
    when the first one happened."""

    def _take(self, key, event, cause, time, now):
        entry = self.entries.get(key)
        if entry is None:
            entry = self._add(key, now)
        else:
            entry.state = min(entry.state, now)  # the clock may have been set back
            if time < entry.state + self.over:
                return [("rest", None)], []
            self._put_off(key, now)
        entry.state = time
        return [("out", None)], []


class _OnceAfter(_Window):
    """Once a key has been quiet for `over`, the last of its events leaves, for all of them."""

    def _take(self, key, event, cause, time, now):
        self._check_room(event)
        entry, elapsed = self.entries.get(key), []
        if entry and time - entry.state["last"] >= self.over:
            # It was quiet for long enough, as the events themselves tell.
            elapsed = self._complete(key)
            del self.entries[key]
            entry = None
        if entry is None:
            entry = self._add(key, now)
            entry.state = {"count": 0, "first": time, "last": time, "event": None, "cause": ""}
        state = entry.state
        state["count"] += 1
        state["first"] = min(state["first"], time)
        if time >= state["last"]:
            if state["event"]:
                self._let_go(state["event"])
            state.update(event=event, last=time, cause=cause)
            self._hold(event)
        self._put_off(key, now)
        return [], elapsed

    def _complete(self, key):
        state = self.entries[key].state
        self._let_go(state["event"])
        described = self._describe(key, state["count"], state["first"], state["last"])
        data = _with_window(state["event"], described)
        return [("out", data, _about(state["event"], state["cause"]))]


class _Absence(_Window):
    """Tells that an expected event did not come. With `expect`, other events begin a wait and those that
    fit end it; without, every event ends one wait and begins the next."""

    def begin(self, now):
        # Without keys it is known what will come, so even the first one can be missed.
        if not self.settings.get("by") and "expect" not in self.settings:
            self._add("", now).state = {"event": None, "cause": "", "since": now}

    def _take(self, key, event, cause, time, now):
        expects = "expect" in self.settings
        comes = not expects or self.tools["saltern_pattern.matches"](self.settings["expect"], event)
        entry, elapsed = self.entries.get(key), []
        if entry:  # the clock may have been set back
            entry.state["since"] = min(entry.state["since"], now)
        if entry and time - entry.state["since"] >= self.over:
            # It came, but too late, as the events themselves tell.
            elapsed = self._complete(key)
            del self.entries[key]
            entry = None
        if expects and comes:
            # One from before the wait is no answer to what began it.
            if entry and time + _STEP_BACK_NS >= entry.state["since"]:
                self._drop(entry)
                del self.entries[key]
            return [("came", None)], elapsed
        exits = [] if expects else [("came", None)]
        # A wait for something else goes on as it began; or else whoever asks again and again would
        # never be told that there is no answer.
        if not (entry and expects):
            try:
                self._wait(key, event, cause, time, now)
            except Exception as error:
                error.elapsed = elapsed
                raise
        return exits, elapsed

    def _wait(self, key, event, cause, time, now):
        self._check_room(event)
        since, entry = time, self.entries.get(key)
        if entry is None:
            entry = self._add(key, now)
        else:
            self._drop(entry)
            self._put_off(key, now)
            since = max(entry.state["since"], time)
        entry.state = {"event": event, "cause": cause, "since": since}
        self._hold(event)

    def _drop(self, entry):
        if entry.state["event"]:
            self._let_go(entry.state["event"])

    def _complete(self, key):
        entry = self.entries[key]
        self._drop(entry)
        since = self.tools["saltern_event.format_time"](entry.state["since"])
        event, described = entry.state["event"], {**self._describe(key), "since": since}
        return [("absent", _with_window(event, described), _about(event, entry.state["cause"]))]


class _Accumulate(_Window):
    """Collects up to `atMost` events of a key, or what comes within `over`, into one event."""

    def _take(self, key, event, cause, time, now):
        self._check_room(event)
        entry, elapsed = self.entries.get(key), []
        if entry and not self._fits(entry.state, event, time):
            elapsed = self._complete(key)
            del self.entries[key]
            entry = None
        if entry is None:
            entry = self._add(key, now)
            entry.state = {"events": [], "bytes": 0, "first": time, "cause": ""}
        state = entry.state
        state["events"].append(event)
        state["bytes"] += _size(event) + 1
        state["cause"] = cause
        self._hold(event)
        if len(state["events"]) < self.settings["atMost"]:
            return [], elapsed
        ((_, data, _),) = self._complete(key)
        del self.entries[key]
        return [("out", data)], elapsed

    def _fits(self, state, event, time):
        return time - state["first"] < self.over and state["bytes"] + _size(event) <= _LARGEST_HELD

    def _complete(self, key):
        state = self.entries[key].state
        for event in state["events"]:
            self._let_go(event)
        times = [self.tools["saltern_event.parse_time"](event["time"]) for event in state["events"]]
        last = max(times + [state["first"]])
        data = {
            "window": self._describe(key, len(state["events"]), state["first"], last),
            "events": state["events"],
        }
        return [("out", data, _about(state["events"][-1], state["cause"]))]
