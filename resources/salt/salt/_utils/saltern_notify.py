"""HTTP notifications, laid out as Saltern's notify node lays them out."""

import base64
import http.client
import json
import re
import ssl
import urllib.parse

_RETRIED = (408, 429)
_LONGEST_TITLE = 250
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


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
    if parts.username:
        account = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        headers["Authorization"] = "Basic " + base64.b64encode(account.encode()).decode()
    _add_headers(headers, settings.get("headers", {}), text_of)
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


def _add_headers(headers, more, text_of):
    for name, value in more.items():
        value = text_of(value)
        if not _HEADER_NAME.fullmatch(name) or _CONTROL.search(value):
            raise NotifyError("bad-input", f'The header "{name[:60]}" cannot be sent.', False)
        for known in [known for known in headers if known.lower() == name.lower()]:
            del headers[known]
        headers[name] = value.encode("utf-8")


def _request(settings, event, text_of):
    title, text = (text_of(settings.get(key, "")) for key in ("title", "text"))
    if settings["preset"] == "ntfy":
        tags = settings.get("tags", [])
        listed = tags if isinstance(tags, list) else [tags]
        wanted = {
            "Title": title,
            "Priority": settings.get("priority", ""),
            "Tags": ",".join(map(text_of, listed)),
        }
        headers = {name: _encoded(value) for name, value in wanted.items() if value}
        return text.encode("utf-8", "replace"), {"Content-Type": "text/plain; charset=utf-8", **headers}
    if settings["preset"] == "slack":
        title, text = _slack(" ".join(title.split())), _slack(text)
        sent = {"text": f"*{title}*\n{text}" if title else text}
    elif "body" in settings:
        sent = settings["body"]
    else:
        given = {"title": title, "text": text}
        sent = {"event": event, **{key: value for key, value in given.items() if key in settings}}
    return json.dumps(sent).encode(), {"Content-Type": "application/json"}


def _slack(text):
    """Unescaped, text from an event could mention a channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _encoded(text):
    """Header text: RFC 2047 where it is not plain ASCII; line ends cannot survive it."""
    line = " ".join(text.split())[:_LONGEST_TITLE]
    if all(" " <= character < "\x7f" for character in line):
        return line
    return "=?UTF-8?B?" + base64.b64encode(line.encode("utf-8", "replace")).decode() + "?="
