"""Images: their names, and how they come to a host. It is the Docker host that pulls."""

import json
import re

_ID = re.compile(r"(?:sha256:)?[0-9a-f]{64}")
_NAME = re.compile(
    r"(?P<name>(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]{1,5})?/)?"
    r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*)"
    r"(?::(?P<tag>\w[\w.-]{0,127}))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?",
    re.ASCII,
)
# The daemon has no codes for what a registry said, only these words.
_CAUSES = (
    (
        ("manifest unknown", "not found", "name unknown"),
        "not-found",
        "Check the name and the tag: {} does not have it.",
    ),
    (
        ("http response to https client",),
        "unreachable",
        "Give the registry TLS, or list {} under insecure-registries in the daemon.json of the Docker host.",
    ),
    (
        ("x509", "certificate"),
        "unreachable",
        "Put the registry's certificate authority into /etc/docker/certs.d/{}/ca.crt on the Docker host.",
    ),
    (("no space left",), "failed", "Make room on the Docker host; a `prune` node can do that."),
    (
        ("toomanyrequests", "rate limit"),
        "failed",
        "{} limits how often one may pull: log in there, or wait.",
    ),
    (
        ("connection refused", "no such host", "dial tcp", "i/o timeout", "unreachable", "canceled", "eof"),
        "unreachable",
        "Check that the Docker host reaches {}: it is the host that pulls, not this machine.",
    ),
)
_REFUSALS = (
    "no basic auth credentials",
    "unauthorized",
    "authentication required",
    "access denied",
    "access to the resource is denied",
    "incorrect username or password",
)


def reference(text, fault):
    """A name as {name, tag, digest, id, registry, complete}; fields without a value are empty."""
    if _ID.fullmatch(text):
        return {"name": "", "tag": "", "digest": "", "id": text, "registry": "", "complete": text}
    match = _NAME.fullmatch(text) if len(text) <= 512 else None
    if not match:
        shown = " ".join(text[:80].split())
        raise fault(
            "bad-input",
            f'"{shown}" is not the name of an image.',
            "Write it as registry.example:5000/name:tag, name:tag or name@sha256:..., in small letters.",
        )
    name, tag, digest = (match.group(part) or "" for part in ("name", "tag", "digest"))
    first = name.split("/")[0] if "/" in name else ""
    registry = first if "." in first or ":" in first or first == "localhost" else "docker.io"
    complete = name + (f":{tag or 'latest'}" if tag or not digest else "") + (f"@{digest}" if digest else "")
    return {"name": name, "tag": tag, "digest": digest, "id": "", "registry": registry, "complete": complete}


def fetch(task, image, policy):
    """The image on the host, pulled when `policy` (missing, always, never) says so: {reference, id,
    digest, pulled, content}."""
    path = f"/images/{image['complete']}/json"
    found = task.find(path)
    former, pulled, digest = found.get("Id", ""), False, ""
    if policy != "never" and not image["id"] and (policy == "always" or not found):
        digest = _pull(task, image)
        found, pulled = task.find(path), True
    if not found:
        load = "Load it there, or allow it to be pulled with `pull: missing`."
        raise task.fault(
            "not-found",
            f"The image {image['complete']} is not on the host.",
            "Check its name." if image["id"] or pulled else load,
        )
    return {
        "reference": image["complete"],
        "id": found["Id"],
        "digest": digest or _digest_of(image, found),
        "pulled": pulled and found["Id"] != former,
        "content": found,
    }


def shown(image):
    """What exit events tell of an image."""
    return {key: image[key] for key in ("reference", "id", "digest", "pulled")}


def _digest_of(image, found):
    pairs = (entry.partition("@") for entry in found.get("RepoDigests") or [])
    return next((digest for name, _, digest in pairs if name == image["name"]), "")


def _pull(task, image):
    """The digest of what was pulled, when the registry told it."""
    header, source, trouble = task.tools["saltern_registry.login"](image["registry"])
    how = f"with the login of {source}" if source else "without a login"
    task.note(f"pulling {image['complete']} {how}")
    headers = {"X-Registry-Auth": header} if header else {}
    try:
        query = {"fromImage": image["complete"]}
        answer = task.docker.call("POST", "/images/create", query, headers=headers, timeout=1800)[1]
    except Exception as error:
        if not hasattr(error, "status"):
            raise
        raise _pull_error(task, image, source, trouble, str(error)) from None
    digest = ""
    for line in answer.splitlines():
        message = json.loads(line)
        if message.get("error"):
            raise _pull_error(task, image, source, trouble, message["error"])
        if message.get("status", "").startswith("Digest: "):
            digest = message["status"][len("Digest: ") :]
    return digest


def _pull_error(task, image, source, trouble, reason):
    text, name, registry = reason.lower(), image["complete"], image["registry"]
    if any(words in text for words in _REFUSALS):
        place = "" if registry == "docker.io" else f" {registry}"
        if trouble:
            login = f"Run docker login{place} as the account of the minion."
            return task.fault("failed", trouble, login, detail=reason)
        refused = f"The registry {registry} refuses the image {name} to the login of {source}."
        wanted = f"The registry {registry} wants a login for the image {name}."
        return task.fault(
            "permission-denied",
            refused if source else wanted,
            f"Run docker login{place} as the account of the minion, and check the image's name.",
            detail=reason,
        )
    kind, remedy = "not-found", "Pull or load it there, or name another image."
    for words, cause, help_ in _CAUSES:
        if any(word in text for word in words):
            kind, remedy = cause, help_.format(registry)
            break
    message = f"The image {name} is not on the host and could not be pulled."
    return task.fault(kind, message, remedy, detail=reason)
