"""The bodies of the calls that make a container as it is described. What the description leaves out
stays as it is in the container that the new one replaces."""

_INHERITED = (
    "Cmd",
    "Entrypoint",
    "ExposedPorts",
    "Healthcheck",
    "StopSignal",
    "User",
    "Volumes",
    "WorkingDir",
)
_OF_THE_CONTAINER = ("Domainname", "OpenStdin", "StdinOnce", "StopTimeout", "Tty")
_PLAIN = {"command": "Cmd", "entrypoint": "Entrypoint", "user": "User", "workdir": "WorkingDir"}
_WITHOUT_ENDPOINT = ("default", "bridge", "host", "none")


def body(tools, desired, actual):
    """(the body of POST /containers/create, [(network, endpoint)] to connect it to afterwards).
    `actual` is {"container", "image"}, both empty when there is nothing to replace."""
    container, image = actual["container"], actual["image"]
    config = _own_config(container, image) if container else {"Labels": {}}
    host = dict(container.get("HostConfig") or {})
    config["Image"] = _image_name(desired, container, image)
    config["Env"] = _own_environment(tools, desired, container, image)
    config.update({field: desired[setting] for setting, field in _PLAIN.items() if setting in desired})
    config["Labels"] = {**config["Labels"], **desired.get("labels", {})}
    if "hostname" in desired:
        config["Hostname"] = desired["hostname"]
    elif container and _has_own_hostname(container):
        config["Hostname"] = container["Config"]["Hostname"]
    if "ports" in desired:
        _set_ports(desired["ports"], config, host)
    _set_volumes(tools, desired, container, host)
    _set_limits(desired, host)
    networks = _set_networks(desired, container, config, host)
    return {**config, "HostConfig": host}, networks


def _own_config(container, image):
    """What was written down for the container itself; the image's part comes with the image."""
    config, defaults = container["Config"], image.get("Config") or {}
    own = {
        name: config[name]
        for name in _INHERITED
        if config.get(name) is not None and config[name] != defaults.get(name)
    }
    own.update({name: config[name] for name in _OF_THE_CONTAINER if name in config})
    from_image = defaults.get("Labels") or {}
    labels = (config.get("Labels") or {}).items()
    own["Labels"] = {name: value for name, value in labels if from_image.get(name) != value}
    return own


def _own_environment(tools, desired, container, image):
    environment = tools["saltern_difference.environment"]
    from_image = environment(image.get("Config") or {})
    known = environment(container.get("Config") or {})
    variables = {name: value for name, value in known.items() if from_image.get(name) != value}
    variables = desired.get("env", variables)
    return [f"{name}={value}" for name, value in sorted(variables.items())]


def _image_name(desired, container, image):
    if "image" in desired:
        return desired["image"]["complete"]
    # The name may mean another image by now.
    name = container["Config"]["Image"]
    return name if name in (image.get("RepoTags") or []) else container["Image"]


def _has_own_hostname(container):
    """By default Docker calls a container by the beginning of its id."""
    mode = container["HostConfig"].get("NetworkMode", "")
    name = container["Config"].get("Hostname", "")
    shared = mode == "host" or mode.startswith("container:")
    return bool(name) and not container["Id"].startswith(name) and not shared


def _set_ports(ports, config, host):
    bindings, exposed = {}, dict(config.get("ExposedPorts") or {})
    for port in ports:
        outside, _, inside = port.rpartition(":")
        ip, _, number = outside.rpartition(":")
        bindings.setdefault(inside, []).append({"HostIp": ip.strip("[]"), "HostPort": number})
        exposed[inside] = {}
    host["PortBindings"], config["ExposedPorts"] = bindings, exposed


def _target(volume):
    return volume.split(":")[1]


def _set_volumes(tools, desired, container, host):
    mounted, anonymous = [], []
    if container:
        mounted = tools["saltern_difference.mounted_volumes"](container)
        anonymous = tools["saltern_difference.anonymous_volumes"](container)
    binds = list(desired.get("volumes", mounted))
    targets = [_target(bind) for bind in binds]
    host["Binds"] = binds + [volume for volume in anonymous if _target(volume) not in targets]
    # What `Mounts` says of volumes and folders is among the binds; other kinds stay.
    host["Mounts"] = [m for m in host.get("Mounts") or [] if m["Type"] not in ("bind", "volume")]


def _set_limits(desired, host):
    if "memory" in desired:
        host["Memory"] = desired["memory"]
        host.pop("MemorySwap", None)  # Docker's default depends on the memory
    if "nanoCpus" in desired:
        host["NanoCpus"] = desired["nanoCpus"]
        host.pop("CpuQuota", None)  # the older way to say the same
        host.pop("CpuPeriod", None)
    if "pids" in desired:
        host["PidsLimit"] = desired["pids"]
    if "restart" in desired:
        host["RestartPolicy"] = {"Name": desired["restart"]}


def _endpoint(known, ident):
    """What was asked for when it was connected; the rest of an endpoint is Docker's answer."""
    fields = ("IPAMConfig", "Links", "DriverOpts")
    asked = {name: known[name] for name in fields if known.get(name) is not None}
    aliases = [alias for alias in known.get("Aliases") or [] if not ident.startswith(alias)]
    return {**asked, "Aliases": aliases} if aliases else asked


def _has_endpoint(network):
    return network not in _WITHOUT_ENDPOINT and not network.startswith("container:")


def _set_networks(desired, container, config, host):
    known = (container.get("NetworkSettings") or {}).get("Networks") or {}
    first = host.get("NetworkMode", "")
    if "networks" in desired:
        first = desired["networks"][0] if desired["networks"] else "none"
    for name, network in known.items():
        if first and network.get("NetworkID") == first:
            first = name  # the mode may name a network by its id
    if not first:
        return []
    host["NetworkMode"] = first
    ident = container.get("Id", "")
    if _has_endpoint(first):
        endpoint = _endpoint(known.get(first, {}), ident)
        config["NetworkingConfig"] = {"EndpointsConfig": {first: endpoint}}
    others = [name for name in desired.get("networks", sorted(known)) if name != first]
    chosen = [name for name in others if _has_endpoint(name) or "networks" in desired]
    return [(name, _endpoint(known.get(name, {}), ident)) for name in chosen]
