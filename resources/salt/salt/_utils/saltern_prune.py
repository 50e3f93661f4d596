"""Removes what nobody uses from a Docker host, as Saltern's prune does."""

import calendar
import json
import time

_MOST_LISTED = 1000  # an event holds at most 1 MiB; the counts are complete all the same
_BUILT_IN = ("bridge", "host", "none")
_ENDED = ("exited", "created", "dead")
_PUT_ASIDE = (".saltern-old", ".saltern-new")  # it comes back when its successor fails


def prune(task):
    """The data of `ok`."""
    rules = _rules(task)
    usage, networks = task.docker.get("/system/df", timeout=None), task.docker.get("/networks")
    found = candidates(rules, usage, networks, time.time())
    told = {"removed": [], "kept": []}
    counts, size = dict.fromkeys(rules["what"], 0), 0
    for candidate in found:
        shown = {key: candidate[key] for key in ("type", "name", "bytes")}
        freed, why = (candidate["bytes"], "") if task.dry_run else _remove(task, rules, candidate)
        if freed is not None:
            counts[candidate["type"]] += 1
            size += freed
            told["removed"].append(shown)
            task.note(f"{'would remove' if task.dry_run else 'removed'} {shown['type']} {shown['name']}")
        elif why:
            told["kept"].append({**shown, "why": why})
            task.note(f"kept {shown['type']} {shown['name']}: {why}")
    listed = {key: entries[:_MOST_LISTED] for key, entries in told.items()}
    return {"dryRun": task.dry_run, "counts": counts, "bytes": size, **listed}


def _rules(task):
    compact, settings = task.tools["saltern_template.compact"], task.settings
    texts_of = task.tools["saltern_ensure.texts_of"]
    return {
        "what": texts_of(settings["what"], compact),
        "age": int(task.tools["saltern_event.duration"](settings["olderThan"])),
        "labels": texts_of(settings.get("labels", []), compact),
        "keep": texts_of(settings.get("keepLabels", []), compact),
        "tagged": bool(settings.get("taggedImages")),
    }


def _remove(task, rules, candidate):
    """(bytes that were freed, ""), or (None, why it is kept)."""
    kind, ident = candidate["type"], candidate["id"]
    # "images" are of the type "image" in events.
    task.own(ident if kind == "containers" else f"{kind[:-1]}/{ident}")
    try:
        if kind == "build-cache":
            query = {"all": 1, "filters": json.dumps({"until": [f"{rules['age']}s"]})}
            content = task.docker.call("POST", "/build/prune", query, timeout=None)[1]
        else:
            query = {"force": 1} if candidate["force"] else {}
            content = task.docker.call("DELETE", f"/{kind}/{ident}", query, timeout=None)[1]
    except Exception as error:
        if getattr(error, "status", 0) == 404:
            return None, ""  # somebody else was faster
        if getattr(error, "status", 0) == 409:
            return None, str(error)  # it is used since
        raise
    answer = json.loads(content) if content else {}  # of an image a list: what was untagged, deleted
    told = answer.get("SpaceReclaimed") if isinstance(answer, dict) else None
    return candidate["bytes"] if told is None else told, ""


def candidates(rules, usage, networks, now):
    """What may go: [{type, id, name, bytes, force}]. `usage` is Docker's answer to /system/df."""
    picker = _Picker(rules, now)
    picker.containers(usage.get("Containers") or [])
    picker.images(usage.get("Images") or [])
    picker.networks(networks)
    picker.volumes(usage.get("Volumes") or [])
    picker.build_cache(usage.get("BuildCache") or [])
    return picker.picked


class _Picker:
    def __init__(self, rules, now):
        self.rules, self.now, self.picked = rules, now, []
        self._used = {"images": set(), "networks": set(), "volumes": set()}  # by containers that stay

    def _pick(self, kind, ident, name, size=0, force=False):
        self.picked.append({"type": kind, "id": ident, "name": name, "bytes": size, "force": force})

    def containers(self, found):
        for container in found:
            name = (container.get("Names") or [""])[0].removeprefix("/")
            goes = (
                "containers" in self.rules["what"]
                and container["State"] in _ENDED
                and not name.endswith(_PUT_ASIDE)
                and self._fits(container, "Created")
            )
            if goes:
                self._pick("containers", container["Id"], name, container.get("SizeRw", 0))
                continue
            self._used["images"].add(container["ImageID"])
            self._used["networks"].update((container.get("NetworkSettings") or {}).get("Networks") or {})
            self._used["volumes"].update(mount.get("Name", "") for mount in container.get("Mounts") or [])

    def images(self, found):
        for image in found:
            tags = [tag for tag in image.get("RepoTags") or [] if tag != "<none>:<none>"]
            goes = (
                "images" in self.rules["what"]
                and (not tags or self.rules["tagged"])
                and image["Id"] not in self._used["images"]
                and self._fits(image, "Created")
            )
            if goes:
                size = image["Size"] - max(image.get("SharedSize", 0), 0)
                self._pick("images", image["Id"], ", ".join(tags) or image["Id"], size, len(tags) > 1)

    def networks(self, found):
        for network in found:
            name, used = network["Name"], self._used["networks"]
            own = name in _BUILT_IN or network.get("Scope") == "swarm" or name in used
            if "networks" in self.rules["what"] and not own and self._fits(network, "Created"):
                self._pick("networks", network["Id"], name)

    def volumes(self, found):
        for volume in found:
            free = volume["Name"] not in self._used["volumes"]
            if "volumes" in self.rules["what"] and free and self._fits(volume, "CreatedAt"):
                size = (volume.get("UsageData") or {}).get("Size", 0)
                self._pick("volumes", volume["Name"], volume["Name"], max(size, 0))

    def build_cache(self, found):
        """Its entries have no labels."""
        unused = [entry for entry in found if not entry.get("InUse")]
        free = [e for e in unused if self._is_old(e.get("LastUsedAt") or e.get("CreatedAt"))]
        if "build-cache" in self.rules["what"] and not self.rules["labels"] and free:
            size = sum(entry.get("Size", 0) for entry in free if not entry.get("Shared"))
            self._pick("build-cache", "", f"{len(free)} entries", size)

    def _fits(self, object_, field):
        labels = object_.get("Labels") or {}
        return (
            "saltern.role" not in labels
            and all(_has(labels, label) for label in self.rules["labels"])
            and not any(_has(labels, label) for label in self.rules["keep"])
            and self._is_old(object_.get(field))
        )

    def _is_old(self, when):
        return self.rules["age"] == 0 or _seconds(when) <= self.now - self.rules["age"]


def _has(labels, wanted):
    """`key`, or `key=value`."""
    key, equals, value = wanted.partition("=")
    return key in labels and (not equals or labels[key] == value)


def _seconds(when):
    """Seconds since 1970 of Docker's two ways to write a time; one that cannot be read is 1970, as
    for Saltern."""
    if not isinstance(when, str):
        return when or 0
    text, zone = when.split(".")[0], 0
    offset = when[-6:]
    if when.endswith("Z"):
        text = text.removesuffix("Z")
    elif offset[:1] in ("+", "-"):
        text = text.removesuffix(offset)
        zone = (int(offset[1:3]) * 60 + int(offset[4:])) * (60 if offset[0] == "+" else -60)
    try:
        return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%S")) - zone
    except ValueError:
        return 0
