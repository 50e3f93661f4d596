"""Networks and volumes, as Saltern's network.ensure and volume.ensure see to them: Docker can make and
remove them, but not change them. What differs is refused unless `recreate` is set and nobody uses it.
"""

import json
import re

_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,199}")
_FLAGS = {"internal": "Internal", "attachable": "Attachable", "ipv6": "EnableIPv6"}


def ensure(task, kind):
    """(port, data) of a step that sees to a network or a volume; `kind` is one of these words."""
    return _Resource(task, kind).ensure()


class _Resource:
    def __init__(self, task, kind):
        self.task, self.kind, self.settings = task, kind, task.settings
        self.compact = task.tools["saltern_template.compact"]
        self.name = self._text("name")
        self.absent = self.settings.get("state") == "absent"

    def _text(self, setting):
        return self.task.tools["saltern_ensure.text_of"](self.settings.get(setting), self.compact)

    def _map(self, setting):
        return self.task.tools["saltern_ensure.text_map"](self.settings.get(setting), self.compact)

    def ensure(self):
        if not _NAME.fullmatch(self.name):
            shown = " ".join(self.name[:60].split())
            raise self.task.fault(
                "bad-input",
                f'"{shown}" cannot be the name of a {self.kind}.',
                "Check what the template in `name` reads.",
            )
        self.task.take_over(self.kind, self.name)
        self.task.shown[self.kind] = {"name": self.name}
        actual = self.task.find(f"/{self.kind}s/{self.name}")
        # A network is also found by the beginning of its id.
        exists = actual.get("Name") == self.name
        if self.absent:
            return self._remove() if exists else self.task.done("none")
        if not exists:
            self.task.differ(self.kind, "none", "new")
            return self._create("created")
        return self._compare(actual)

    def _compare(self, actual):
        found = self._network(actual) if self.kind == "network" else self._volume(actual)
        for difference in found:
            self.task.differ(*difference)
        if not found:
            return self.task.done("none")
        if not self.settings.get("recreate"):
            raise self.task.fault(
                "conflict",
                f"The {self.kind} {self.name} is not as described, and Docker cannot change it.",
                "Set `recreate: true` to have it made anew when nobody uses it.",
            )
        self._check_users()
        if self.kind == "volume":
            self._check_content()
        if not self.task.dry_run:
            self._delete()
        return self._create("recreated")

    def _network(self, actual):
        found = self._value("driver", actual.get("Driver", ""))
        for setting, field in _FLAGS.items():
            found += self._value(setting, "true" if actual.get(field) else "false")
        ranges = (actual.get("IPAM") or {}).get("Config") or [{}]
        found += self._value("subnet", ranges[0].get("Subnet", ""))
        found += self._value("gateway", ranges[0].get("Gateway", ""))
        return found + self._maps(actual)

    def _volume(self, actual):
        return self._maps(actual) + self._value("driver", actual.get("Driver", ""))

    def _maps(self, actual):
        differences = self.task.tools["saltern_ensure.map_differences"]
        found = differences("options", self._map("options"), actual.get("Options"))
        return found + differences("labels", self._map("labels"), actual.get("Labels"))

    def _value(self, setting, actual):
        wanted = self._text(setting)
        if setting not in self.settings or wanted == actual:
            return []
        return [(setting, actual or "none", wanted or "none")]

    def _check_users(self):
        query = {"all": 1, "filters": json.dumps({self.kind: [self.name]})}
        found = self.task.docker.get("/containers/json", query)
        users = [(container["Names"] or ["/"])[0][1:] for container in found]
        if users:
            raise self.task.fault(
                "conflict",
                f"The {self.kind} {self.name} is not as described, and {len(users)} container(s) use it: "
                f"{', '.join(users[:5])}.",
                "Remove or disconnect them first.",
            )

    def _check_content(self):
        """A volume holds what somebody wanted to keep. Only Docker's own count says whether it is
        empty."""
        volumes = self.task.docker.get("/system/df").get("Volumes") or []
        sizes = [(v.get("UsageData") or {}).get("Size", -1) for v in volumes if v["Name"] == self.name]
        if sizes != [0]:
            raise self.task.fault(
                "conflict",
                f"The volume {self.name} is not as described, and it is not empty, or Docker cannot tell.",
                "Save what is in it and remove it, with `state: absent`.",
            )

    def _remove(self):
        self.task.differ(self.kind, "there", "none")
        if not self.task.dry_run:
            self._delete()
        return self.task.done("removed")

    def _delete(self):
        self.task.docker.call("DELETE", f"/{self.kind}s/{self.name}")
        self.task.note(f"removed the {self.kind} {self.name}")

    def _create(self, action):
        if not self.task.dry_run:
            self.task.docker.call("POST", f"/{self.kind}s/create", body=self._creation())
            self.task.note(f"made the {self.kind} {self.name}")
        return self.task.done(action)

    def _creation(self):
        options = "Options" if self.kind == "network" else "DriverOpts"
        body = {"Name": self.name, options: self._map("options"), "Labels": self._map("labels")}
        if "driver" in self.settings:
            body["Driver"] = self._text("driver")
        if self.kind == "volume":
            return body
        body["CheckDuplicate"] = True
        body.update({field: bool(self.settings[s]) for s, field in _FLAGS.items() if s in self.settings})
        wanted = {"subnet": "Subnet", "gateway": "Gateway"}
        addresses = {field: self._text(s) for s, field in wanted.items() if s in self.settings}
        if addresses:
            body["IPAM"] = {"Config": [addresses]}
        return body
