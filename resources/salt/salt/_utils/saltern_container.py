"""Container actions and inspection, as Saltern's container.action and container.inspect do them."""

import json
import math
import struct

_KEPT = 32 * 1024  # of a command's output the first and the last so many bytes


def act(docker, settings, path_part, duration, timeout):
    """The data of `ok`; DockerError goes to the caller."""
    name = str(settings["container"])
    before = docker.get(f"/containers/{path_part(name)}/json")
    container = {
        "id": before["Id"],
        "name": before["Name"].lstrip("/"),
        "image": before["Config"]["Image"],
    }
    action = settings["action"]
    if action == "exec":
        done = _execute(docker, before["Id"], settings, timeout)
    else:
        done = {"changed": _change(docker, before["Id"], action, settings, duration, timeout)}
    return {"action": action, "container": container, "changed": True, **done}


def gone(settings, error):
    """The data of `ok` when a container to remove is not there, else None."""
    if settings["action"] == "remove" and getattr(error, "status", 0) == 404:
        name = str(settings["container"])
        return {"action": "remove", "changed": False, "container": {"id": name}}
    return None


def _change(docker, ident, action, settings, duration, timeout):
    """Whether anything changed: what is so already is done."""
    query = {}
    if action in ("stop", "restart") and "stopTimeout" in settings:
        query["t"] = math.ceil(duration(settings["stopTimeout"]))  # half a second is not "at once"
    if action == "kill":
        query["signal"] = settings["signal"]
    if action == "remove":
        query = {"force": int(settings["force"]), "v": int(settings["volumes"])}
        docker.call("DELETE", f"/containers/{ident}", query, timeout=timeout)
        return True
    if action in ("pause", "unpause"):
        paused = docker.get(f"/containers/{ident}/json")["State"]["Paused"]
        if paused == (action == "pause"):
            return False
    status, _ = docker.call("POST", f"/containers/{ident}/{action}", query, timeout=timeout)
    return status != 304


def _execute(docker, ident, settings, timeout):
    body = {
        "AttachStdout": True,
        "AttachStderr": True,
        "Cmd": [str(part) for part in settings["command"]],
        "Env": [f"{name}={value}" for name, value in sorted(settings.get("env", {}).items())],
    }
    if "user" in settings:
        body["User"] = str(settings["user"])
    if "workdir" in settings:
        body["WorkingDir"] = str(settings["workdir"])
    run = json.loads(docker.call("POST", f"/containers/{ident}/exec", body=body)[1])["Id"]
    start = {"Detach": False, "Tty": False}
    output = _demultiplexed(docker.call("POST", f"/exec/{run}/start", body=start, timeout=timeout)[1])
    code = docker.get(f"/exec/{run}/json")["ExitCode"]
    return {"exitCode": code, "output": _ends(output), "truncated": len(output) > 2 * _KEPT}


def _ends(output):
    """The first and the last of a long output; characters cut in two are left out."""
    if len(output) <= 2 * _KEPT:
        return output.decode("utf-8", "replace")
    head = output[:_KEPT].decode("utf-8", "ignore")
    tail = output[-_KEPT:].decode("utf-8", "ignore")
    left_out = len(output) - len(head.encode()) - len(tail.encode())
    return f"{head}\n... {left_out} bytes left out ...\n{tail}"


def _demultiplexed(content):
    parts, at = [], 0
    while at + 8 <= len(content):
        (size,) = struct.unpack_from(">xxxxL", content, at)
        parts.append(content[at + 8 : at + 8 + size])
        at += 8 + size
    return b"".join(parts)


def inspect(docker, settings, path_part, byte_size):
    """The data of `ok` of container.inspect."""
    found = docker.get(f"/containers/{path_part(str(settings['container']))}/json")
    what = settings["what"] if isinstance(settings["what"], list) else [settings["what"]]
    config = found["Config"]
    answer = {
        "container": {
            "id": found["Id"],
            "name": found["Name"].lstrip("/"),
            "image": config["Image"],
            "labels": config.get("Labels") or {},
        }
    }
    if "state" in what:
        answer["state"] = _state(found)
    if "config" in what:
        answer["config"] = _config(found, settings["environment"] == "values")
    if "log" in what:
        answer["log"] = _log(docker, found, settings["lines"], byte_size(settings["logLimit"]))
    return answer


def _state(found):
    state = found["State"]
    return {
        "status": state["Status"],
        "running": state["Running"],
        "paused": state["Paused"],
        "exitCode": state["ExitCode"],
        "oomKilled": state["OOMKilled"],
        "error": state["Error"],
        "startedAt": state["StartedAt"],
        "finishedAt": state["FinishedAt"],
        "health": (state.get("Health") or {}).get("Status", ""),
        "restarts": found.get("RestartCount", 0),
    }


def _config(found, show_values):
    config, host = found["Config"], found["HostConfig"]
    cpus = host.get("NanoCpus", 0) / 1e9
    pairs = [entry.partition("=") for entry in config.get("Env") or []]
    ports = found["NetworkSettings"].get("Ports") or {}
    networks = found["NetworkSettings"].get("Networks") or {}
    return {
        "image": config["Image"],
        "imageId": found["Image"],
        "entrypoint": config.get("Entrypoint") or [],
        "command": config.get("Cmd") or [],
        "user": config.get("User", ""),
        "workdir": config.get("WorkingDir", ""),
        "environment": {name: value if show_values else "***" for name, _, value in pairs},
        "privileged": host["Privileged"],
        "restartPolicy": (host.get("RestartPolicy") or {}).get("Name", "") or "no",
        "memoryBytes": host.get("Memory", 0),
        "cpus": int(cpus) if cpus.is_integer() else cpus,  # 2 in JSON, as Saltern writes it
        "networkMode": host["NetworkMode"],
        "networks": {name: network.get("IPAddress", "") for name, network in networks.items()},
        "ports": {
            port: f"{bound[0]['HostIp']}:{bound[0]['HostPort']}" if bound else ""
            for port, bound in ports.items()
        },
        "mounts": [
            {
                "type": mount["Type"],
                "source": mount.get("Name") or mount.get("Source", ""),
                "target": mount["Destination"],
                "readOnly": not mount["RW"],
            }
            for mount in found["Mounts"]
        ],
    }


def _log(docker, found, lines, limit):
    query = {"stdout": 1, "stderr": 1, "tail": lines}
    try:
        content = docker.call("GET", f"/containers/{found['Id']}/logs", query)[1]
    except Exception as error:  # pylint: disable=broad-except
        if not hasattr(error, "status"):
            raise
        return {"text": "", "lines": 0, "truncated": False, "unavailable": str(error)}
    if not found["Config"]["Tty"]:
        content = _demultiplexed(content)
    kept = content[-limit:]
    text = kept.decode("utf-8", "replace")
    truncated = len(kept) < len(content)
    lines = text.count("\n") + (1 if text and not text.endswith("\n") else 0)
    return {"text": text, "lines": lines, "truncated": truncated, "unavailable": ""}
