"""What is remembered of one Docker engine: where its events stopped and what its containers did."""

import collections
import json
import os
import time

_REMEMBERED = 2048  # ids
_REPLAYED = 256  # what a daemon keeps of its events
_LONGEST_GRACE_NS = 600 * 10**9
_USUAL_GRACE_NS = 10 * 10**9
# HUP, USR1, USR2, CHLD, CONT, URG, WINCH, IO: sent for other reasons than to end a program.
_HARMLESS = ("0", "1", "10", "12", "17", "18", "23", "28", "29")
_STATES = {"create": "created", "start": "running", "unpause": "running", "pause": "paused", "die": "stopped"}


class Intake:
    """Not thread-safe. `tools` holds functions of the other helper modules by name."""

    def __init__(self, tools, host, path):
        self.tools, self.host, self.path = tools, host, path
        self.daemon, self.last_ns, self.last_id, self.containers = "", 0, "", {}
        self.seen, self.functions = collections.OrderedDict(), set()
        self._asked, self._out_of_memory, self._unsure_until = {}, set(), 0
        self._saved_at = 0.0
        self._load()
        self._taken = _Taken(path + ".taken")
        for ns, ident in self._taken.read():
            self.last_ns, self.last_id = max(self.last_ns, ns), ident
            self.seen[ident] = None
        self._handed_on = set(self.seen)  # by the process before this one, which knew what they said

    def resume(self, daemon, now_ns):
        """False when nothing is known of this daemon yet: what has happened so far is no news."""
        if self.daemon == daemon:
            return True
        self.daemon, self.last_ns, self.last_id = daemon, now_ns, ""
        self.seen.clear()
        return False

    def since(self, now_ns, furthest_ns):
        """Where to resume: two seconds before the last event, because the daemon's clock can step
        back; never further back than `furthest_ns`."""
        begin = self.last_ns - 2 * 10**9 if self.last_id else self.last_ns
        return max(begin, now_ns - furthest_ns)

    def idents(self, lines):
        """(ids, containers) of some lines, whether they were seen or not."""
        messages = [self.tools["saltern_message.parse"](line) for line in lines]
        containers = {message["actor"] for message in messages if message["type"] == "container"}
        return {self.tools["saltern_message.ident"](self.daemon, message) for message in messages}, containers

    def accept(self, line):
        """The event of a line; None when it was seen or is about a function."""
        message = self.tools["saltern_message.parse"](line)
        ident = self.tools["saltern_message.ident"](self.daemon, message)
        if ident in self.seen:
            if ident in self._handed_on:
                self._handed_on.discard(ident)
                self._learn(message)
            return None
        self.seen[ident] = None
        if len(self.seen) > _REMEMBERED:
            self.seen.popitem(last=False)
        self.last_ns, self.last_id = max(self.last_ns, message["ns"]), ident
        background = self._learn(message)
        # Before it is handed on: after the end of this process it must not come twice.
        self._taken.add(message["ns"], ident)
        self.save()
        return None if background is None else self._event(message, background)

    def _learn(self, message):
        """Why a container died, and the like; None for a message about a function."""
        if self._is_own(message):
            return None
        background = self._background(message)
        self._follow(message)
        return background

    def _event(self, message, background, synthetic=False):
        make, host = self.tools["saltern_event.make"], self.host
        return self.tools["saltern_message.event"](make, self.daemon, host, message, background, synthetic)

    def _is_own(self, message):
        """Networks and volumes carry no labels but name the container."""
        if message["type"] != "container":
            return message["attributes"].get("container") in self.functions
        if message["attributes"].get("saltern.role") != "function":
            return False
        self.functions.add(message["actor"])
        return True

    def _background(self, message):
        """Why a container died: `docker stop` ends in the same `die` as a crash, and the `kill`
        before it tells them apart."""
        container, action = message["actor"], message["action"]
        if message["type"] != "container":
            return {}
        if action == "kill" and message["attributes"].get("signal") not in _HARMLESS:
            self._asked[container] = message["ns"]
        elif action == "oom":
            self._out_of_memory.add(container)
        elif action in ("start", "destroy"):
            self._asked.pop(container, None)
            self._out_of_memory.discard(container)
        elif action == "die":
            asked = self._asked.pop(container, None)
            requested = asked is not None and message["ns"] - asked <= _LONGEST_GRACE_NS
            background = {"oom": container in self._out_of_memory}
            self._out_of_memory.discard(container)
            if requested or message["ns"] > self._unsure_until:
                background["requested"] = requested
            return background
        return {}

    def _follow(self, message):
        if message["type"] != "container":
            return
        if message["action"] == "destroy":
            self.containers.pop(message["actor"], None)
            return
        state = _STATES.get(message["action"])
        known = self.containers.get(message["actor"])
        if not state and not (known and message["action"] == "rename"):
            return
        hidden = ("exitCode", "execDuration", "oldName")
        self.containers[message["actor"]] = {
            "state": state or known["state"],
            "changed": message["ns"],
            "attributes": {k: v for k, v in message["attributes"].items() if k not in hidden},
        }

    def adopt(self, inspected, now_ns):
        """The first look at a daemon: what is so now is no news."""
        self.containers = {}
        for container in inspected:
            found = self.tools["saltern_missed.attributes"](container)
            if found.get("saltern.role") == "function":
                self.functions.add(container["Id"])
                continue
            state = self.tools["saltern_missed.state_of"](container)
            self.containers[container["Id"]] = {"state": state, "changed": now_ns, "attributes": found}

    def missed(self, inspected, touched, since_ns, now_ns):
        """Synthetic events for what happened unseen, from what Docker says of every container.
        Containers that an event spoke of meanwhile are left out: events are newer."""
        found = []
        for container in inspected:
            known = self.containers.get(container["Id"])
            if container["Id"] in touched:
                continue
            if self.tools["saltern_missed.attributes"](container).get("saltern.role") == "function":
                continue
            found += self.tools["saltern_missed.transitions"](container, known, since_ns, now_ns)
        present = {container["Id"] for container in inspected}
        for ident in [c for c in self.containers if c not in present and c not in touched]:
            found += self.tools["saltern_missed.removal"](ident, self.containers[ident], now_ns)
        events = []
        for message, out_of_memory in found:
            background = self._background(message)
            if message["action"] == "die":
                background = {"oom": out_of_memory}  # whether it was asked for cannot be known
            self._follow(message)
            events.append(self._event(message, background, synthetic=True))
        return events

    def gap(self, now_ns):
        """Messages may be missing: for a while nobody can tell whether a stop was asked for."""
        self._asked, self._out_of_memory = {}, set()
        self._unsure_until = now_ns + _USUAL_GRACE_NS

    def about_host(self, what, **facts):
        data = {"host": {"name": self.host, **facts}}
        type_ = f"host/{self.host}/{what}"
        return self.tools["saltern_event.make"](type_, data, subject=self.host, host=self.host)

    def save(self, at_once=False):
        """Keeps the cursor over a restart of Salt; at most once a second."""
        if not at_once and time.monotonic() - self._saved_at < 1:
            return
        self._saved_at = time.monotonic()
        known = {
            "daemon": self.daemon,
            "ns": self.last_ns,
            "id": self.last_id,
            "seen": list(self.seen)[-_REPLAYED:],
            "containers": self.containers,
        }
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        with open(self.path + ".new", "w", encoding="utf-8") as stream:
            json.dump(known, stream)
        os.replace(stream.name, self.path)
        self._taken.clear()

    def _load(self):
        try:
            with open(self.path, encoding="utf-8") as stream:
                known = json.load(stream)
            self.daemon, self.last_ns = known["daemon"], known["ns"]
            self.last_id, self.containers = known["id"], known["containers"]
            self.seen.update(dict.fromkeys(known["seen"]))
        except (OSError, ValueError, KeyError):
            pass


class _Taken:
    """The ids of what was taken since all was saved: a line each, because that is quick. What the system
    has been handed survives the end of the process."""

    def __init__(self, path):
        self._path, self._stream = path, None

    def read(self):
        """[(nanoseconds, id)]; a last line that was cut is left out."""
        try:
            with open(self._path, encoding="utf-8") as stream:
                lines = [line.split() for line in stream if line.endswith("\n")]
            return [(int(ns), ident) for ns, ident in lines]
        except (OSError, ValueError):
            return []

    def add(self, ns, ident):
        if not self._stream:
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            self._stream = open(self._path, "a", encoding="utf-8")
        self._stream.write(f"{ns} {ident}\n")
        self._stream.flush()

    def clear(self):
        if self._stream:
            self._stream.truncate(0)


def intake(tools, host, path):
    return Intake(tools, host, path)
