"""A container that is as it is described, as Saltern's container.ensure sees to it."""

import json
import math
import re


def ensure(task):
    """(port, data) of a step."""
    return _ContainerEnsure(task).run()


class _ContainerEnsure:
    def __init__(self, task):
        self.task, self.docker, self.tools = task, task.docker, task.tools
        self.desired = self.tools["saltern_desired.read"](task)
        duration = self.tools["saltern_event.duration"]
        self.settle = duration(task.settings.get("settle", "2s"))
        stop = task.settings.get("stopTimeout")
        self.stop = None if stop is None else math.ceil(duration(stop))  # half a second is not "at once"
        self.actual = {"container": {}, "image": {}}
        self.came_back = False  # it was put aside by an attempt that was cut short

    def run(self):
        name, absent = self.desired["name"], self.desired["state"] == "absent"
        self.task.take_over("container", name)
        self.task.own(f"container/{self.tools['saltern_replacement.new_name'](name)}")
        current = self._look_around()
        if current:
            self.actual["container"] = self.docker.get(f"/containers/{current}/json")
        if absent:
            return self._remove() if current else self._leave("none")
        if current:
            self.actual["image"] = self.task.find(f"/images/{self.actual['container']['Image']}/json")
        return self._compare(self._fetch())

    def _look_around(self):
        """The id of the container, once what an attempt that was cut short left behind is put right."""
        while True:
            found = self._named()
            current, fresh, former = (found.get(which, {}) for which in ("current", "fresh", "former"))
            self.came_back = self.came_back or bool(former)
            for entry in (current, fresh, former):
                if entry:
                    self.task.own(entry["Id"])
            steps = self._tidying(current, fresh, former)
            if not steps or self.task.dry_run:
                return current.get("Id", "")
            for call, done in steps:
                self.docker.call(*call)
                self.task.note(done)

    def _named(self):
        """The containers of this name, and of the names that a replacement gives: current, fresh,
        former."""
        name = self.desired["name"]
        # Docker reads the filter as a regular expression.
        pattern = f"^/?{re.escape(name)}(\\.saltern-(new|old))?$"
        query = {"all": 1, "filters": json.dumps({"name": [pattern]})}
        names = {
            f"/{name}": "current",
            "/" + self.tools["saltern_replacement.new_name"](name): "fresh",
            "/" + self.tools["saltern_replacement.old_name"](name): "former",
        }
        found = {}
        for container in self.docker.get("/containers/json", query):
            found.update({names[text]: container for text in container["Names"] if text in names})
        return found

    def _tidying(self, current, fresh, former):
        def removal(entry):
            ident, why = entry["Id"], "left behind by an attempt that was cut short"
            return ("DELETE", f"/containers/{ident}", {"force": 1}), f"removed {ident[:12]}, {why}"

        steps = [removal(fresh)] if fresh else []
        if not former:
            return steps
        if current and current["State"] == "running":
            return steps + [removal(former)]
        if current:
            steps.append(removal(current))
        name, ident = self.desired["name"], former["Id"]
        rename = ("POST", f"/containers/{ident}/rename", {"name": name})
        return steps + [(rename, f"called {ident[:12]} {name} again")]

    def _fetch(self):
        """The image that it is to be made from; None when none is wanted."""
        if "image" not in self.desired:
            if self.actual["container"]:
                return None
            missing = f"There is no container {self.desired['name']} on {self.task.host}."
            raise self.task.fault("not-found", missing, "Name an `image` to make it from.")
        wanted, pull = self.desired["image"], self.desired["pull"]
        self.task.own(f"image/{wanted['complete']}")
        known = self.task.find(f"/images/{wanted['complete']}/json") if self.task.dry_run else {}
        if self.task.dry_run and not known and pull != "never":
            self.task.note(f"the image {wanted['complete']} would be pulled")
            return {"reference": wanted["complete"], "id": "", "content": {}}
        policy = "never" if self.task.dry_run else pull
        image = self.tools["saltern_image.fetch"](self.task, wanted, policy)
        self.task.shown["image"] = self.tools["saltern_image.shown"](image)
        return image

    def _compare(self, image):
        container = self.actual["container"]
        if not container:
            self.task.differ("container", "none", f"new, from {image['reference']}")
            return self._replace("created", image)
        found = self.tools["saltern_difference.differences"](self.desired, image, self.actual)
        state = self.tools["saltern_difference.state_difference"](self.desired["state"], container)
        for difference in found + ([state] if state else []):
            self.task.differ(*difference)
        if found:
            return self._replace("recreated", image)
        if not state:
            return self._leave("none", image)
        if self.desired["state"] == "stopped":
            return self._act("stop", "stopped", image)
        if container["State"]["Paused"]:
            return self._act("unpause", "unpaused", image)
        return self._replace("started", image)

    def _replace(self, action, image):
        container, name = self.actual["container"], self.desired["name"]
        if action != "started" and container.get("HostConfig", {}).get("AutoRemove"):
            lost = "stopped, it would be gone and could not come back"
            raise self.task.fault(
                "unsupported",
                f"The container {name} was made with --rm: {lost}.",
                "Remove it first, with `state: absent`.",
            )
        if self.task.dry_run:
            return self._leave(action, image)
        runs, state = container.get("State", {}).get("Running", False), self.desired["state"]
        body, networks = None, []
        if action != "started":
            body, networks = self.tools["saltern_body.body"](self.tools, self.desired, self.actual)
        order = {
            "name": name,
            "body": body,
            "networks": networks,
            "existing": container.get("Id", ""),
            "existing_runs": runs,
            "existing_ran": self.came_back and state == "running",
            "start": state == "running" or (state == "present" and runs),
            "settle": self.settle,
            "stop": self.stop,
        }
        return self._leave(action, image, self.tools["saltern_replacement.replace"](self.task, order))

    def _act(self, verb, action, image):
        ident = self.actual["container"]["Id"]
        if not self.task.dry_run:
            query = {"t": self.stop} if verb == "stop" and self.stop is not None else {}
            self.docker.call("POST", f"/containers/{ident}/{verb}", query, timeout=None)
            self.task.note(f"{action} {ident[:12]}")
        return self._leave(action, image)

    def _remove(self):
        ident = self.actual["container"]["Id"]
        self.task.differ("container", "there", "none")
        if self.task.dry_run:
            return self._leave("removed")
        # Stopped first: removal by force would kill it without a word.
        query = {} if self.stop is None else {"t": self.stop}
        self.docker.call("POST", f"/containers/{ident}/stop", query, timeout=None)
        try:
            self.docker.call("DELETE", f"/containers/{ident}")
        except Exception as error:
            # One that was made with --rm goes by itself.
            if getattr(error, "status", 0) != 404 and "already in progress" not in str(error):
                raise
        self.task.note(f"removed {ident[:12]}")
        return self._leave("removed")

    def _leave(self, action, image=None, ident=""):
        container = self.actual["container"]
        named = container["Config"]["Image"] if container else ""
        self.task.shown["container"] = {
            "id": ident or container.get("Id", ""),
            "name": self.desired["name"],
            "image": image["reference"] if image else named,
        }
        return self.task.done(action)
