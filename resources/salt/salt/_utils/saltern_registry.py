"""Logins for registries, from where the docker command keeps them: `auths`, `credsStore` and
`credHelpers` in config.json of the account that runs the minion."""

import base64
import json
import os
import re
import subprocess

_HUB = "https://index.docker.io/v1/"
_PATIENCE = 60  # seconds for a program that keeps credentials
_PROGRAM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def login(registry):
    """(X-Registry-Auth, where it came from, what was wrong). Most images want no login: whether the
    trouble with it matters shows when the pull is refused."""
    folder = os.environ.get("DOCKER_CONFIG") or os.path.join(os.path.expanduser("~"), ".docker")
    path = os.path.join(folder, "config.json")
    try:
        with open(path, encoding="utf-8") as stream:
            config = json.load(stream)
    except FileNotFoundError:
        return "", "", ""
    except (OSError, ValueError):
        return "", "", f"Docker's configuration {path} cannot be read."
    server = _HUB if registry == "docker.io" else registry
    known = _from_entry(_entry(config.get("auths") or {}, server), server)
    program = (config.get("credHelpers") or {}).get(registry) or config.get("credsStore")
    if not program:
        return known, path if known else "", ""
    if not _PROGRAM.fullmatch(program):  # it becomes the name of a program that is started
        return "", "", f"{path} names no credential program."
    return _from_program(f"docker-credential-{program}", server, (known, path if known else "", ""))


def _host(server):
    return re.sub(r"^https?://", "", server).split("/")[0]


def _entry(entries, server):
    if server in entries:
        return entries[server]
    return next((entry for name, entry in entries.items() if _host(name) == _host(server)), {})


def _from_entry(entry, server):
    """The docker command leaves empty entries behind for what a program keeps."""
    if entry.get("identitytoken"):
        return _header({"identitytoken": entry["identitytoken"], "serveraddress": server})
    pair = base64.b64decode(entry.get("auth") or "").decode("utf-8", "replace")
    user, colon, password = pair.partition(":")
    if not user or not colon:
        return ""
    return _header({"username": user, "password": password, "serveraddress": server})


def _from_program(program, server, otherwise):
    try:
        done = subprocess.run(
            [program, "get"],
            input=(server + "\n").encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
        # What it does not know may be in the file all the same, or nobody has logged in.
        if b"credentials not found" in done.stdout:
            return otherwise
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
    except (OSError, ValueError, subprocess.TimeoutExpired):
        answer = {}
    user, secret = answer.get("Username"), answer.get("Secret")
    if not user or not secret:
        return "", "", f"{program} could not say who logs in at {server}."
    named = {"identitytoken": secret} if user == "<token>" else {"username": user, "password": secret}
    return _header({**named, "serveraddress": server}), program, ""


def _header(login_):
    return base64.urlsafe_b64encode(json.dumps(login_).encode()).decode()
