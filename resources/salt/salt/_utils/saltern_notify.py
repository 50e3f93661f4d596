"""HTTP notifications, laid out as Saltern's notify node lays them out."""

import http.client
import json
import ssl
import urllib.parse

_RETRIED = (408, 429)


class NotifyError(Exception):
    def __init__(self, kind, message, retry):
        super().__init__(message)
        self.kind, self.retry, self.known = kind, retry, {}


def send(settings, event, text_of, timeout):
    """The data of `ok`. Redirects are not followed, and no error shows more of an address than
    its host."""
    parts = urllib.parse.urlsplit(settings["url"])
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotifyError("bad-input", "The address is not an http or https URL.", False)
    body, headers = _request(settings, event, text_of)
    for name, value in settings.get("headers", {}).items():
        headers[name] = text_of(value)
    if any("\n" in value or "\r" in value for value in headers.values()):
        raise NotifyError("bad-input", "A header has a line end in it.", False)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    options = {"context": ssl.create_default_context()} if parts.scheme == "https" else {}
    connection = kinds[parts.scheme](parts.hostname, parts.port, timeout=timeout, **options)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read(4096).decode("utf-8", "replace")
    except TimeoutError:
        raise NotifyError("timeout", f"{parts.hostname} did not answer in time.", True) from None
    except (OSError, http.client.HTTPException):
        raise NotifyError("unreachable", f"{parts.hostname} could not be reached.", True) from None
    finally:
        connection.close()
    if not 200 <= answer.status <= 299:
        retry = answer.status in _RETRIED or answer.status >= 500
        raise NotifyError("failed", f"{parts.hostname} answered {answer.status}.", retry)
    return {"status": answer.status, "body": content}


def _request(settings, event, text_of):
    title, text = (text_of(settings.get(key, "")) for key in ("title", "text"))
    if settings["preset"] == "ntfy":
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        if title:
            headers["Title"] = _encoded(title)
        if "priority" in settings:
            headers["Priority"] = settings["priority"]
        tags = settings.get("tags", [])
        if tags:
            listed = tags if isinstance(tags, list) else [tags]
            headers["Tags"] = ",".join(_encoded(text_of(tag)) for tag in listed)
        return text.encode("utf-8", "replace"), headers
    if settings["preset"] == "slack":
        sent = {"text": f"*{title}*\n{text}" if title else text}
    elif "body" in settings:
        sent = settings["body"]
    else:
        sent = {"title": title, "text": text, "event": event}
    return json.dumps(sent).encode(), {"Content-Type": "application/json"}


def _encoded(text):
    """Header text outside ASCII as RFC 2047, which ntfy reads."""
    import email.header

    plain = " ".join(text.split())
    return plain if plain.isascii() else email.header.Header(plain, "utf-8", maxlinelen=10**6).encode()
