"""HTTP notifications, laid out as Saltern's notify node lays them out."""

import base64

_RETRIED = (408, 429)
_LONGEST_TITLE = 250
_KEPT = 4096  # bytes of the answer


def send(tools, settings, event, timeout):
    """The data of `ok`. Redirects are not followed."""
    text_of, fault = tools["saltern_template.text_of"], tools["saltern_fault.fault"]
    body, headers = _request(settings, event, tools)
    headers["User-Agent"] = "saltern"
    request = tools["saltern_web.request"](fault, text_of(settings["url"]), "POST", headers, body)
    request.add_headers({name: text_of(value) for name, value in settings.get("headers", {}).items()})
    status, _, content = request.send(timeout, _KEPT)
    answer = content.decode("utf-8", "replace")
    if 200 <= status <= 299:
        return {"status": status, "body": answer}
    retry = status in _RETRIED or status >= 500
    if 300 <= status < 400:
        message = f"{request.place} answered with a redirect ({status})."
        remedy = "Write the final address in `url`; redirects are not followed."
        raise fault("failed", message, remedy, retry, log=answer)
    gone = status in (404, 410)
    raise fault(
        tools["saltern_web.kind_of_status"](status),
        f"{request.place} answered with status {status}.",
        "Check the path in `url`; the webhook may have been removed." if gone else "",
        retry,
        log=answer,
    )


def _request(settings, event, tools):
    text_of = tools["saltern_template.text_of"]
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
    body = tools["saltern_template.compact"](sent).encode("utf-8", "replace")
    return body, {"Content-Type": "application/json"}


def _slack(text):
    """Unescaped, text from an event could mention a channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _encoded(text):
    """Header text: RFC 2047 where it is not plain ASCII; line ends cannot survive it."""
    line = " ".join(text.split())[:_LONGEST_TITLE]
    if all(" " <= character < "\x7f" for character in line):
        return line
    return "=?UTF-8?B?" + base64.b64encode(line.encode("utf-8", "replace")).decode() + "?="
