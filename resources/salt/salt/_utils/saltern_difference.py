"""What differs between a container and its description. `actual` is {"container", "image"} as Docker
describes them, the image being the one that the container was made from."""

import re

_MASK = "***"
_ANONYMOUS = re.compile(r"[0-9a-f]{64}")  # how Docker calls a volume that nobody named
_UNITS = ((1024**4, "TiB"), (1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB"))


def differences(desired, image, actual):
    """[(setting, from, to)] of the description. `image` is the wanted one, None when none is wanted;
    its id is "" while it is not on the host."""
    container = actual["container"]
    config, host = container["Config"], container["HostConfig"]
    defaults = ((image or {}).get("content") or actual["image"]).get("Config") or {}
    found = _image(image, container)
    found += _words("entrypoint", desired, config.get("Entrypoint"), defaults.get("Entrypoint"))
    found += _words("command", desired, config.get("Cmd"), defaults.get("Cmd"))
    if "env" in desired:
        found += _environment(desired["env"], image, actual)
    found += _lists("ports", desired, published_ports(container))
    found += _lists("volumes", desired, mounted_volumes(container))
    if "networks" in desired:
        has = sorted((container["NetworkSettings"].get("Networks") or {}))
        found += _lists("networks", {"networks": sorted(desired["networks"])}, has)
    found += _labels(desired.get("labels", {}), config.get("Labels") or {})
    found += _texts("restart", desired, _restart(host), "")
    found += _texts("user", desired, config.get("User", ""), defaults.get("User", ""))
    found += _texts("workdir", desired, config.get("WorkingDir", ""), defaults.get("WorkingDir", ""))
    found += _texts("hostname", desired, config.get("Hostname", ""), "")
    return found + _limits(desired, host)


def state_difference(state, container):
    """(setting, from, to) when it does not run as it should, else None."""
    now = container["State"]
    runs = now["Running"] and not now["Paused"]
    fits = runs if state == "running" else not now["Running"]
    if state in ("present", "absent") or fits:
        return None
    return "state", now["Status"], state


def environment(config):
    return dict(entry.partition("=")[::2] for entry in config.get("Env") or [])


def published_ports(container):
    """As the setting writes them, sorted: "8080:80/tcp", "127.0.0.1:8080:80/tcp", "80/udp"."""
    ports = []
    for port, places in (container["HostConfig"].get("PortBindings") or {}).items():
        for place in places or []:
            ip = "" if place.get("HostIp") in (None, "0.0.0.0") else place["HostIp"]
            ip = f"[{ip}]" if ":" in ip else ip
            host = "" if place.get("HostPort") in (None, "0") else place["HostPort"]
            ports.append((f"{ip}:" if ip else "") + (f"{host}:" if host else "") + port)
    return sorted(ports)


def mounted_volumes(container):
    return _volumes(container, anonymous=False)


def anonymous_volumes(container):
    return _volumes(container, anonymous=True)


def _volumes(container, anonymous):
    found = []
    for mount in container.get("Mounts") or []:
        name = mount.get("Name", "")
        if mount["Type"] not in ("bind", "volume") or bool(_ANONYMOUS.fullmatch(name)) != anonymous:
            continue
        source = name if mount["Type"] == "volume" else mount["Source"]
        found.append(f"{source}:{mount['Destination']}" + ("" if mount["RW"] else ":ro"))
    return sorted(found)


def _image(image, container):
    if image is None or image["id"] == container["Image"]:
        return []
    before, after = container["Config"]["Image"], image["reference"]
    if before == after:  # the tag was moved: only the ids tell them apart
        before += f" ({container['Image'].split(':')[-1][:12]})"
        after += f" ({(image['id'] or 'not on the host yet').split(':')[-1][:12]})"
    return [("image", before, after)]


def _words(setting, desired, has, default):
    """To Docker an empty list means the image's own."""
    wanted = desired.get(setting)
    if wanted is None:
        return []
    wanted = wanted or _listed(default)
    return [] if _listed(has) == wanted else [(setting, _shown(_listed(has)), _shown(wanted))]


def _texts(setting, desired, has, default):
    wanted = desired.get(setting)
    if wanted is None or has == (wanted or default):
        return []
    return [(setting, has or "none", (wanted or default) or "none")]


def _lists(setting, desired, has):
    wanted = desired.get(setting)
    return [] if wanted is None or wanted == has else [(setting, _shown(has), _shown(wanted))]


def _listed(value):
    return [value] if isinstance(value, str) else value or []


def _shown(listed):
    return ", ".join(listed) or "none"


def _environment(desired, image, actual):
    """All that the image does not set itself; values are never shown."""
    former = environment(actual["image"].get("Config") or {})
    content = (image or {}).get("content")
    wanted = {**(environment(content["Config"]) if content else former), **desired}
    has, found = environment(actual["container"]["Config"]), []
    for name in sorted({*has, *wanted}):
        same = name in has and name in wanted and has[name] == wanted[name]
        # What the former image set goes with it.
        of_the_image = name not in desired and name in has and former.get(name) == has[name]
        new_default = name not in desired and name not in has
        if not (same or of_the_image or new_default):
            before = _MASK if name in has else "none"
            after = _MASK + (" (another value)" if name in has else "") if name in wanted else "none"
            found.append((f"env.{name}", before, after))
    return found


def _labels(desired, has):
    found = []
    for name, value in desired.items():
        if has.get(name) != value:
            before = "none" if name not in has else has[name] or '""'
            found.append((f"labels.{name}", before, value or '""'))
    return found


def _restart(host):
    policy = host.get("RestartPolicy") or {}
    name, most = policy.get("Name", ""), policy.get("MaximumRetryCount", 0)
    return f"{name}:{most}" if name and most > 0 else name or "no"


def _limits(desired, host):
    found = []
    memory, cpus, pids = (host.get(field) or 0 for field in ("Memory", "NanoCpus", "PidsLimit"))
    if desired.get("memory", memory) != memory:
        found.append(("memory", _size(memory), _size(desired["memory"])))
    if desired.get("nanoCpus", cpus) != cpus:
        has = f"{cpus / 1e9:g}" if cpus > 0 else "no limit"
        found.append(("cpus", has, f"{desired['nanoCpus'] / 1e9:g}"))
    if desired.get("pids", pids) != pids:
        found.append(("pids", str(pids) if pids > 0 else "no limit", str(desired["pids"])))
    return found


def _size(count):
    if count <= 0:
        return "no limit"
    for size, unit in _UNITS:
        if count % size == 0:
            return f"{count // size}{unit}"
    return f"{count}B"
