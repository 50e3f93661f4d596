

# Docker's API, as far as the code of the steps uses it, said in functions of Salt's `docker` module.
# They do the one thing that they are told. Salt's states would decide again, by a comparison of their
# own, and run what a value says that begins with `__slot__:`.


class _Refused(Exception):
    """An answer of Docker's of 400 or more; `status` is its code."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def _failure_of(text):
    """The exception behind the text that a function of Salt's failed with."""
    found = re.search(r"Error (\d{3}): (.*)", text, re.S)
    if not found:
        return OSError(" ".join(text.split())[-_LONGEST_MESSAGE:])
    message = " ".join(found.group(2).split())[:_LONGEST_MESSAGE].removesuffix(".")
    return _Refused(int(found.group(1)), f"Docker: {message}.")


class _Docker:
    """One Docker engine, asked by `ask(function, arguments, in_time)`; without a deadline a question
    is asked however late it is."""

    def __init__(self, ask, in_time=True):
        self._ask, self._in_time = ask, in_time

    def until(self, deadline):
        return _Docker(self._ask, deadline is not None)

    def get(self, path, query=None, timeout=None):
        return json.loads(self.call("GET", path, query, timeout=timeout)[1])

    def call(self, method, path, query=None, body=None, headers=None, timeout=None):
        """(status, body), as an engine answers."""
        for known, pattern, function, arguments, content in _CALLS:
            found = re.fullmatch(pattern, path)
            if known != method or not found:
                continue
            if isinstance(arguments, str):
                arguments = {arguments: found.group(1)}
            else:
                arguments = arguments(*found.groups(), query or {}, body)
            if function == "docker.rmi":
                self._refuse_several_names(found.group(1))
            return 200, content(self._ask(function, arguments, self._in_time))
        raise NotImplementedError(f"Salt's docker module has nothing for {method} {path}.")

    def _refuse_several_names(self, image):
        """Salt removes an image by its id, under all of its names."""
        names = self.get(f"/images/{image}/json").get("RepoTags") or []
        if len(names) > 1:
            raise _TOOLS["saltern_fault.fault"](
                "unsupported",
                f"The image {image} has other names, and Salt would remove it under all of them.",
                "Remove it by hand, or export with the profile `helper`.",
            )


# What Docker would have answered, in place of what Salt did.


def _nothing(_):
    return b""


def _as_json(value):
    return json.dumps(value).encode()


def _containers(found):
    return _as_json([{"Id": ident, **container} for ident, container in found.items()])


def _pulled(answer):
    return _as_json({"error": str(answer["Errors"][0])}) if answer.get("Errors") else b""


def _state_changed(answer):
    """Salt counts "already so" as a failure, too; only another state than the wanted one is one."""
    state = answer.get("state", {})
    if not answer.get("result") and state.get("old") != state.get("new"):
        raise OSError(str(answer.get("comment") or f"The container is {state.get('new')}."))
    return b""


def _removed_image(answer):
    if answer.get("Errors"):
        failure = _failure_of(answer["Errors"][0])
        raise failure if hasattr(failure, "status") else _Refused(409, f"Docker: {failure}.")
    if not answer.get("Tags") and not answer.get("Layers"):
        raise OSError("Salt has removed nothing.")
    return b""


# The arguments of Salt's functions: of the name in the path, the query, and the body.


def _taken(fields, body):
    return {argument: body[field] for argument, field in fields.items() if field in body}


def _of_list(query, _):
    return {"filters": json.loads(query["filters"]), "all": True}


def _of_network(_, body):
    # skip_translate: as they are; Salt would take texts apart at commas and equals signs.
    fields = {
        "name": "Name",
        "driver": "Driver",
        "options": "Options",
        "labels": "Labels",
        "internal": "Internal",
        "attachable": "Attachable",
        "enable_ipv6": "EnableIPv6",
        "ipam": "IPAM",
    }
    return {"check_duplicate": True, "skip_translate": True, **_taken(fields, body)}


def _of_container(query, body):
    # Salt takes the whole HostConfig, and would otherwise pull, and give it the minion's proxies.
    fields = {
        "image": "Image",
        "command": "Cmd",
        "entrypoint": "Entrypoint",
        "environment": "Env",
        "labels": "Labels",
        "hostname": "Hostname",
        "domainname": "Domainname",
        "user": "User",
        "working_dir": "WorkingDir",
        "stdin_open": "OpenStdin",
        "tty": "Tty",
        "volumes": "Volumes",
        "ports": "ExposedPorts",
        "healthcheck": "Healthcheck",
        "stop_signal": "StopSignal",
        "stop_timeout": "StopTimeout",
        "networking_config": "NetworkingConfig",
        "host_config": "HostConfig",
    }
    as_it_is = {"skip_translate": True, "inspect": False, "use_config_proxy": False}
    as_it_is["detach"] = not body.get("StdinOnce")
    return {"name": query["name"], **as_it_is, **_taken(fields, body)}


def _of_connection(network, _, body):
    endpoint = body["EndpointConfig"]
    addresses = endpoint.get("IPAMConfig") or {}
    fields = {"ipv4_address": "IPv4Address", "ipv6_address": "IPv6Address", "link_local_ips": "LinkLocalIPs"}
    links = [link.split(":") for link in endpoint.get("Links") or []]
    wanted = {**_taken(fields, addresses), **({"links": links} if links else {})}
    wanted.update(_taken({"aliases": "Aliases", "driver_opt": "DriverOpts"}, endpoint))
    return {"container": body["Container"], "net_id": network, **wanted}


def _of_stop(name, query, _):
    return {"name": name, "unpause": True, **_taken({"timeout": "t"}, query)}


def _of_restart(name, query, _):
    return {"name": name, "timeout": query["t"]}


def _of_removal(name, query, _):
    return {"name": name, "force": bool(query.get("force"))}


def _of_rename(name, query, _):
    return {"name": name, "new_name": query["name"]}


def _of_logs(name, query, _):
    return {"name": name, "stdout": True, "stderr": True, "tail": query["tail"]}


def _of_volume(_, body):
    return _taken({"name": "Name", "driver": "Driver", "driver_opts": "DriverOpts"}, body)


def _of_pull(query, _):
    return {"image": query["fromImage"], "client_timeout": 1800}


def _of_tag(name, query, _):
    return {"name": name, "repository": query["repo"], "tag": query["tag"]}


def _of_image(name, query, _):
    return {"*": [name], "force": bool(query.get("force"))}


# Method, path, function of Salt's, its arguments (or what it calls the name in the path), answer.
_CALLS = (
    ("GET", "/containers/json", "docker.ps", _of_list, _containers),
    ("GET", "/containers/(.+)/json", "docker.inspect_container", "name", _as_json),
    ("GET", "/containers/(.+)/logs", "docker.logs", _of_logs, str.encode),
    ("POST", "/containers/create", "docker.create", _of_container, _as_json),
    ("POST", "/containers/(.+)/rename", "docker.rename", _of_rename, _nothing),
    ("POST", "/containers/(.+)/start", "docker.start", "name", _state_changed),
    ("POST", "/containers/(.+)/stop", "docker.stop", _of_stop, _state_changed),
    ("POST", "/containers/(.+)/restart", "docker.restart", _of_restart, _state_changed),
    ("POST", "/containers/(.+)/unpause", "docker.unpause", "name", _state_changed),
    ("DELETE", "/containers/(.+)", "docker.rm", _of_removal, _nothing),
    ("GET", "/networks/(.+)", "docker.inspect_network", "network_id", _as_json),
    ("POST", "/networks/create", "docker.create_network", _of_network, _nothing),
    ("POST", "/networks/(.+)/connect", "docker.connect_container_to_network", _of_connection, _nothing),
    ("DELETE", "/networks/(.+)", "docker.remove_network", "network_id", _nothing),
    ("GET", "/volumes/(.+)", "docker.inspect_volume", "name", _as_json),
    ("POST", "/volumes/create", "docker.create_volume", _of_volume, _nothing),
    ("DELETE", "/volumes/(.+)", "docker.remove_volume", "name", _nothing),
    ("GET", "/images/(.+)/json", "docker.inspect_image", "name", _as_json),
    ("POST", "/images/create", "docker.pull", _of_pull, _pulled),
    ("POST", "/images/(.+)/tag", "docker.tag", _of_tag, _nothing),
    ("DELETE", "/images/(.+)", "docker.rmi", _of_image, _removed_image),
)
