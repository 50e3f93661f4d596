"""A container gets a successor, or is started: when that fails, everything is put back."""

import json
import struct

_ASK_AGAIN = 0.2  # seconds
_LAST_LINES = 20
_KEPT_OF_LAST_LINES = 16 * 1024


def new_name(name):
    return name + ".saltern-new"


def old_name(name):
    return name + ".saltern-old"


def replace(task, order):
    """The id of the container that is there now. `order` has:

    name, body (None: the existing one is only started), networks, existing (its id, "" for none),
    existing_runs, existing_ran (it ran before an attempt that was cut short), start, settle (seconds
    that it has to run), stop (seconds it gets to end, None for its own setting).
    """
    return _Replacement(task, order).run()


class _Replacement:
    def __init__(self, task, order):
        self.task, self.docker, self.order = task, task.docker, order
        self.new, self.undo = "", []  # [(what to call, what it did)], the last that was done last

    def run(self):
        try:
            self._prepare()
            if self.order["start"]:
                self.docker.call("POST", f"/containers/{self.new}/start")
                self.task.note(f"started {self.new[:12]}")
                self._watch()
        except BaseException:
            self._roll_back()
            raise
        self._remove_existing()
        return self.new

    def _prepare(self):
        existing = self.order["existing"]
        if self.order["body"] is None:
            self.new = existing
            return
        name = self.order["name"]
        query = {"name": new_name(name) if existing else name}
        made = self.docker.call("POST", "/containers/create", query, self.order["body"])
        self.new = json.loads(made[1])["Id"]
        self.task.own(self.new)
        self.task.note(f"created {self.new[:12]} for {name}")
        self._undo_by("DELETE", f"/containers/{self.new}", {"force": 1}, f"removed {self.new[:12]} again")
        for network, endpoint in self.order["networks"]:
            body = {"Container": self.new, "EndpointConfig": endpoint}
            self.docker.call("POST", f"/networks/{network}/connect", body=body)
            self.task.note(f"connected it to {network}")
        if existing:
            self._put_aside(existing, name)

    def _put_aside(self, existing, name):
        short, stop = existing[:12], self.order["stop"]
        successor = self.undo.pop()  # goes before the old one gets its name back
        if self.order["existing_runs"] or self.order["existing_ran"]:
            # Not "start": it may still be stopping, and would end after all.
            restart = f"/containers/{existing}/restart"
            self._undo_by("POST", restart, {"t": 0}, f"started {short} again")
        if self.order["existing_runs"]:
            query = {} if stop is None else {"t": stop}
            self.docker.call("POST", f"/containers/{existing}/stop", query, timeout=None)
            self.task.note(f"stopped {short}")
        rename = f"/containers/{existing}/rename"
        self._undo_by("POST", rename, {"name": name}, f"called {short} {name} again")
        self.undo.append(successor)
        self.docker.call("POST", rename, {"name": old_name(name)})
        self.task.note(f"put {short} aside")
        self.docker.call("POST", f"/containers/{self.new}/rename", {"name": name})
        self.task.note(f"called {self.new[:12]} {name}")

    def _watch(self):
        """Waits until it has run for long enough, or is healthy when it has a health check."""
        began = self.task.now()
        while True:
            found = self.docker.get(f"/containers/{self.new}/json")
            state = found["State"]
            health = (state.get("Health") or {}).get("Status", "")
            # A restart policy hides a crash: the container runs, again.
            if found.get("RestartCount", 0) > 0 or not state["Running"] or state.get("Restarting"):
                ended = f"it ended with exit code {state['ExitCode']}"
                raise self._failed(f"The container {self.order['name']} did not keep running: {ended}.")
            if health == "unhealthy":
                raise self._failed(f"The health check of the container {self.order['name']} fails.")
            if health != "starting" and self.task.now() - began >= self.order["settle"]:
                settle = self.order["settle"]
                self.task.note(f"it is {health}" if health else f"it has run for {settle:g}s")
                return
            self.task.pause(_ASK_AGAIN)

    def _failed(self, message):
        query = {"stdout": 1, "stderr": 1, "tail": _LAST_LINES}
        try:
            content = self.docker.call("GET", f"/containers/{self.new}/logs", query)[1]
        except Exception as error:  # pylint: disable=broad-except
            content = str(error).encode()
        text = _text_of_log(content)[-_KEPT_OF_LAST_LINES:]
        if text:
            self.task.note(f"its last lines:\n{text}")
        return self.task.fault("failed", message, "Its last lines are in the step's log.")

    def _undo_by(self, method, path, query, done):
        self.undo.append(((method, path, query), done))

    def _roll_back(self):
        """One thing after another, the last that was done first; each is tried whatever became of the
        others, and whatever time it is."""
        docker = self.docker.until(None)
        for call, done in reversed(self.undo):
            try:
                docker.call(*call)
                self.task.note(done)
            except Exception as error:  # pylint: disable=broad-except
                self.task.note(f"could not undo: {error}")

    def _remove_existing(self):
        existing = self.order["existing"]
        if self.order["body"] is None or not existing:
            return
        try:
            self.docker.call("DELETE", f"/containers/{existing}")
            self.task.note(f"removed {existing[:12]}")
        except Exception as error:  # pylint: disable=broad-except
            # The new one runs: what could not be removed is no reason to go back.
            self.task.note(f"{old_name(self.order['name'])} could not be removed: {error}")


def _text_of_log(content):
    """Docker's frames, or the bare text of a container with a terminal."""
    parts, at = [], 0
    while at + 8 <= len(content):
        stream, size = struct.unpack_from(">BxxxL", content, at)
        if stream > 2 or at + 8 + size > len(content):
            return content.decode("utf-8", "replace")
        parts.append(content[at + 8 : at + 8 + size])
        at += 8 + size
    # Without a frame it is a bare text, shorter than the head of one.
    return (b"".join(parts) if parts else content).decode("utf-8", "replace")
