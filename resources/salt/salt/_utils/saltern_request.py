"""HTTP requests of a pipeline, as Saltern's http.request sends them."""

import email.utils
import json
import time

_MOST_BYTES = 1024 * 1024
_LOGGED = 4 * 1024
_LONGEST_WAIT = 3600  # seconds that a server can make us wait
# Headers of an answer that only concern the connection, or that begin a session.
_DROPPED = ("connection", "keep-alive", "transfer-encoding", "set-cookie", "www-authenticate")


def send(tools, settings, step, timeout):
    """The data of `ok`."""
    compact, fault = tools["saltern_template.compact"], tools["saltern_fault.fault"]
    request = _request(tools, settings, step)
    redirects = settings.get("redirects", 0)
    status, headers, content = request.send(timeout, _MOST_BYTES + 1, redirects)
    if len(content) > _MOST_BYTES:
        message = f"The answer of {request.place} has more than 1 MiB."
        raise fault("too-large", message, "Ask for less, in pages for example.")
    texts_of = tools["saltern_ensure.texts_of"]
    if any(_fits(entry, status) for entry in texts_of(settings["expect"], compact)):
        return {"status": status, "headers": _headers(headers), "body": _body(headers, content)}
    retry = any(_fits(entry, status) for entry in texts_of(settings["retryOn"], compact))
    known = {"log": content[:_LOGGED].decode("utf-8", "replace"), "retryAfter": _retry_after(headers)}
    if 300 <= status < 400:
        message = f"{request.place} answered with a redirect ({status})."
        remedy = "Write the final address in `url`, or raise `redirects`."
        raise fault("failed", message, remedy, retry, **known)
    kind = tools["saltern_web.kind_of_status"](status)
    remedy = "Name the status in `expect` if it is meant to be a success."
    raise fault(kind, f"{request.place} answered with status {status}.", remedy, retry, **known)


def _request(tools, settings, step):
    compact, text_of = tools["saltern_template.compact"], tools["saltern_ensure.text_of"]
    headers, body = {"User-Agent": "saltern"}, None
    if "body" in settings:
        text = isinstance(settings["body"], str)
        body = (settings["body"] if text else compact(settings["body"])).encode("utf-8", "replace")
        headers["Content-Type"] = "text/plain; charset=utf-8" if text else "application/json"
    if settings.get("idempotencyHeader"):
        headers[settings["idempotencyHeader"]] = step
    address = text_of(settings["url"], compact)
    request = tools["saltern_web.request"](
        tools["saltern_fault.fault"], address, settings["method"], headers, body
    )
    texts_of = tools["saltern_ensure.texts_of"]
    query = sorted((settings.get("query") or {}).items())
    request.add_query([(name, text) for name, value in query for text in texts_of(value, compact)])
    request.add_headers(tools["saltern_ensure.text_map"](settings.get("headers"), compact))
    return request


def _fits(entry, status):
    """`404`, or `5xx` for 500 to 599."""
    return str(status) == entry or (entry.endswith("xx") and str(status)[0] == entry[0])


def _headers(pairs):
    kept = {}
    for name, value in pairs:
        name, value = name.lower(), value.encode("latin-1").decode("utf-8", "replace")
        if name not in _DROPPED:
            kept[name] = f"{kept[name]}, {value}" if name in kept else value
    return kept


def _body(headers, content):
    kind = _headers(headers).get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        try:
            return json.loads(content, parse_constant=_refuse)
        except ValueError:
            pass
    return content.decode("utf-8", "replace")


def _refuse(name):
    raise ValueError(name)


def _retry_after(headers):
    """Seconds that the server asks us to wait."""
    text = _headers(headers).get("retry-after", "").strip()
    try:
        seconds = int(text)
    except ValueError:
        date = email.utils.parsedate_to_datetime(text) if text.endswith("GMT") else None
        seconds = date.timestamp() - time.time() if date else 0
    return min(max(seconds, 0), _LONGEST_WAIT)
