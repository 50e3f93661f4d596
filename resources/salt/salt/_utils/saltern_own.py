"""What our own steps do to Docker objects: the events it leads to are their doing, and two steps
never work on one object at the same time.

An object is a container's id, or "<type>/<id or name>" ("container/web", "image/web:2"): the first
event of a new object may come before its id is known.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import threading
import time

_FORGOTTEN_AFTER = 15  # seconds after an action its events still count as its own
_SWEPT_AFTER = 2 * 86400  # seconds; no step may act for longer than a day


class Owner:
    """One step: until it releases them, and a little longer, what happens to the objects it marked is
    its doing."""

    def __init__(self, folder, cause, hops, acting_for):
        self._folder, self._known, self._acting_for = folder, {"cause": cause, "hops": hops}, acting_for
        self._marked, self._locks = [], contextlib.ExitStack()

    def mark(self, object_):
        self._write(object_, self._acting_for)
        self._marked.append(object_)

    def take(self, object_):
        """False when another step works on the object. The lock also ends with this process."""
        os.makedirs(self._folder, exist_ok=True)
        path = _path(self._folder, object_) + ".lock"
        stream = self._locks.enter_context(open(path, "w", encoding="utf-8"))
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def release(self):
        for object_ in self._marked:
            self._write(object_, 0)
        self._locks.close()
        if self._marked:
            _forget_old(self._folder)

    def _write(self, object_, acting_for):
        os.makedirs(self._folder, exist_ok=True)
        path = _path(self._folder, object_)
        known = {**self._known, "until": time.time() + acting_for + _FORGOTTEN_AFTER}
        # On the master steps are threads of one process.
        unfinished = f"{path}.{os.getpid()}.{threading.get_ident()}"
        with open(unfinished, "w", encoding="utf-8") as stream:
            json.dump(known, stream)
        os.replace(unfinished, path)


def owner(folder, cause, hops, acting_for):
    return Owner(folder, cause, hops, acting_for)


def with_cause(folder, event):
    """The event with its cause and hops when one of our steps led to it, else the event itself."""
    for object_ in _objects(event):
        path = _path(folder, object_)
        try:
            with open(path, encoding="utf-8") as stream:
                known = json.load(stream)
        except (OSError, ValueError):
            continue
        if known["until"] >= time.time():
            return {**event, "salterncause": known["cause"], "salternhops": known["hops"]}
        with contextlib.suppress(OSError):
            os.remove(path)
    return event


def _forget_old(folder):
    """Objects that no event came for any more would stay for ever."""
    for entry in os.scandir(folder):
        with contextlib.suppress(OSError):
            if not entry.name.endswith(".lock") and entry.stat().st_mtime < time.time() - _SWEPT_AFTER:
                os.remove(entry.path)


def _objects(event):
    """What a Docker event is about: a container by its id, also the one that a network event names,
    and anything by its type with id or name."""
    data = event.get("data", {})
    actor = data.get("Actor", {})
    attributes = actor.get("Attributes", {})
    kind = event["type"].split("/")[1]
    container = data.get("container", {}).get("id") or attributes.get("container", "")
    return [container, f"{kind}/{actor.get('ID', '')}", f"{kind}/{attributes.get('name', '')}"]


def _path(folder, object_):
    name = hashlib.sha256(object_.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return os.path.join(folder, name)
