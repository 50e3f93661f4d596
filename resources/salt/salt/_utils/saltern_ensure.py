"""What the kinds that see to a state have in common: they compare how something should be with how
it is, change what differs, and tell both in the same form. With `dryRun` they say what would be done.
"""

import time

MASK = "***"


class Ensuring:
    """One attempt of one step on the Docker engine of `host`. `tools` holds functions of the other
    helper modules by name, `owner` (of saltern_own) makes what happens to an object our own doing, and
    `hidden` names the settings that read secrets."""

    def __init__(self, tools, docker, host, settings, hidden, owner):
        self.tools, self.docker, self.host, self.settings = tools, docker, host, settings
        self.dry_run = bool(settings.get("dryRun"))
        self.shown, self.log = {}, []
        self._differences, self._hidden, self._owner = [], hidden, owner

    def take_over(self, kind, name):
        """Nobody else works on this object until the step ends."""
        if not self._owner.take(f"{kind}/{name}"):
            raise self.fault(
                "conflict",
                f"Another step is working on the {kind} {name} at this moment.",
                "Give the node `retry`.",
            )
        self.own(f"{kind}/{name}")

    def own(self, object_):
        if not self.dry_run:
            self._owner.mark(object_)

    def note(self, *lines):
        self.log.extend(lines)

    def differ(self, setting, before, after):
        """Shows a difference; the values of settings that read secrets are masked."""
        if setting.split(".")[0] in self._hidden:
            before, after = MASK, f"{MASK} (another value)"
        self._differences.append({"setting": setting, "from": before, "to": after})
        self.note(f"{setting}: {before} \u2192 {after}")

    def done(self, action):
        """(port, data): by `unchanged` when the action is "none", else by `changed`."""
        changed = action != "none"
        if self.dry_run and changed:
            self.note("dry run: nothing was touched")
        data = {
            **self.shown,
            "action": action,
            "changed": changed,
            "dryRun": self.dry_run,
            "differences": self._differences,
        }
        return "changed" if changed else "unchanged", data

    def now(self):
        """Seconds, from whenever they are counted."""
        return time.monotonic()

    def pause(self, seconds):
        time.sleep(seconds)

    def fault(self, kind, message, remedy="", **known):
        return self.tools["saltern_fault.fault"](kind, message, remedy, **known)

    def find(self, path):
        """What Docker says about something, or an empty dict when it is not there."""
        try:
            return self.docker.get(path)
        except Exception as error:
            if getattr(error, "status", 0) != 404:
                raise
            return {}


def ensuring(tools, docker, host, settings, hidden, owner):
    return Ensuring(tools, docker, host, settings, hidden, owner)


def text_of(value, compact):
    """A rendered setting as text; nothing is an empty text."""
    if isinstance(value, str):
        return value
    return "" if value is None else compact(value)


def texts_of(value, compact):
    """A setting that takes one or many, as a list of texts."""
    listed = value if isinstance(value, list) else [value]
    return [text_of(entry, compact) for entry in listed]


def text_map(value, compact):
    return {key: text_of(entry, compact) for key, entry in sorted((value or {}).items())}


def map_differences(setting, wanted, actual):
    """[(setting, from, to)] of the entries that are named; others may be there."""
    found = []
    for key, value in sorted(wanted.items()):
        if (actual or {}).get(key) != value:
            has = (actual or {}).get(key)
            found.append((f"{setting}.{key}", "none" if has is None else has or '""', value or '""'))
    return found
