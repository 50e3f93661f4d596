"""What a webhook makes of a request, as Saltern's webhook makes it: who may send, and what the event
says. A request is a dict: method, target, headers ([(name in lower case, value)]), body (bytes), remote.
"""

import hashlib
import hmac
import json
import urllib.parse

MASK = "***"
_SHORTEST_MASKED = 4
_UTF8 = ("utf-8", "utf8", "us-ascii")


class Refusal(Exception):
    """Why a request is not taken: the answer's status, and what it says."""

    def __init__(self, status, error, remedy="", headers=()):
        super().__init__(error)
        self.status, self.headers = status, dict(headers)
        self.body = {"error": error, "remedy": remedy} if remedy else {"error": error}


def judge_head(settings, guard, request):
    """What can be said before the body is there. `guard` holds the secrets `token` and `key`, empty for
    none."""
    if request["method"] != settings["method"]:
        taken = settings["method"]
        raise Refusal(405, f"This webhook takes {taken}.", headers={"Allow": taken})
    if not guard["token"] and not guard["key"] and _comes_from_web_page(request):
        remedy = "Give the webhook a `token` or a `signature`."
        raise Refusal(403, "A web page may not send to this webhook.", remedy)
    if not guard["token"]:
        return
    name = settings["tokenHeader"].lower()
    given = _header(request, name)
    if name == "authorization":
        if given[:7].lower() != "bearer ":
            raise _not_allowed("bearer token")
        given = given[7:].strip()
    if not _equal(given, guard["token"]):
        raise _not_allowed("token")


def judge_body(settings, guard, request):
    if not guard["key"]:
        return
    given = _header(request, settings["signature"]["header"].lower()).lower().removeprefix("sha256=")
    expected = hmac.new(guard["key"].encode(), request["body"], hashlib.sha256).hexdigest()
    if not _equal(given, expected):
        raise _not_allowed("signature")


def data_of(settings, guard, request):
    """The `data` of the event, and its subject."""
    body, cloud_event = _content(request)
    data = {
        "body": body,
        "headers": _kept_headers(settings, guard, request),
        "method": request["method"],
        "query": form(urllib.parse.urlsplit(request["target"]).query),
        "remote": request["remote"],
    }
    if cloud_event:
        data["cloudEvent"] = cloud_event
    # Some senders repeat the secret in what they send.
    for secret in (guard["token"], guard["key"]):
        data = _without(secret, data)
    subject = cloud_event.get("subject", "")
    return data, subject if isinstance(subject, str) else ""


def refuse(status, error, remedy=""):
    raise Refusal(status, error, remedy)


def refusal(error):
    """(status, headers, body) of the answer for a Refusal, or None for any other exception."""
    return (error.status, error.headers, error.body) if hasattr(error, "body") else None


def form(text):
    """"a=1&b=2&b=3" as {"a": "1", "b": ["2", "3"]}."""
    found = {}
    for pair in filter(None, text.split("&")):
        name, _, value = (urllib.parse.unquote(part.replace("+", " ")) for part in pair.partition("="))
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def _header(request, name):
    return next((value for known, value in request["headers"] if known == name), "")


def _comes_from_web_page(request):
    """A page that a person looks at can send to this machine in that person's name. Browsers say so."""
    site = _header(request, "sec-fetch-site")
    return bool(_header(request, "origin")) or site not in ("", "none")


def _equal(one, other):
    """Takes the same time wherever they differ, and however long they are."""
    digests = (hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest() for text in (one, other))
    return hmac.compare_digest(*digests)


def _not_allowed(what):
    """Says neither what is expected nor how near it was."""
    remedy = "Use the secret that the webhook is set up with."
    return Refusal(401, f"The {what} is missing or wrong.", remedy)


def _kept_headers(settings, guard, request):
    hidden = [settings["tokenHeader"].lower()] if guard["token"] else []
    hidden += [settings["signature"]["header"].lower()] if guard["key"] else []
    wanted = settings["headers"] if isinstance(settings["headers"], list) else [settings["headers"]]
    names = [name.lower() for name in wanted]
    return {n: _header(request, n) for n in names if _header(request, n) and n not in hidden}


def _without(secret, value):
    if len(secret.encode()) < _SHORTEST_MASKED:
        return value
    if isinstance(value, str):
        return value.replace(secret, MASK)
    if isinstance(value, list):
        return [_without(secret, item) for item in value]
    if isinstance(value, dict):
        return {_without(secret, key): _without(secret, item) for key, item in value.items()}
    return value


def _content(request):
    """(body, the attributes of a CloudEvents 1.0 event or {})."""
    kind = _header(request, "content-type").split(";")[0].strip().lower()
    if kind == "application/cloudevents+json":
        return _structured(request)
    if kind.startswith("application/cloudevents"):
        remedy = "Send application/cloudevents+json or ce- headers."
        raise Refusal(415, "Of CloudEvents, single events in JSON are taken.", remedy)
    if not _header(request, "ce-specversion"):
        return _body(request), {}
    attributes = {n[3:]: urllib.parse.unquote(v) for n, v in request["headers"] if n.startswith("ce-")}
    _check_cloud_event(attributes)
    return _body(request), attributes


def _structured(request):
    whole = _json(request["body"])
    attributes = whole if isinstance(whole, dict) else {}
    _check_cloud_event(attributes)
    body = attributes.pop("data", None)
    return attributes.pop("data_base64", body), attributes


def _check_cloud_event(attributes):
    texts = [attributes.get(name) for name in ("id", "source", "type", "specversion")]
    complete = all(isinstance(text, str) and text for text in texts)
    if not complete or not attributes["specversion"].startswith("1."):
        remedy = 'It needs specversion "1.0", id, source and type.'
        raise Refusal(400, "This is no CloudEvents 1.0 event.", remedy)


def _body(request):
    whole, content = _header(request, "content-type"), request["body"]
    kind = whole.split(";")[0].strip().lower()
    if not content:
        return None
    _, found, charset = whole.lower().partition("charset=")
    if found and charset.split(";")[0].strip().replace('"', "") not in _UTF8:
        raise Refusal(415, "The body has to be UTF-8.")
    if kind in ("application/json", "text/json") or kind.endswith("+json"):
        return _json(content)
    if kind == "application/x-www-form-urlencoded":
        return form(content.decode("utf-8", "replace"))
    if kind.startswith("text/"):
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            raise Refusal(400, "The body is not UTF-8 text.") from None
    remedy = "Send application/json, text/plain or application/x-www-form-urlencoded."
    raise Refusal(415, f'Content of the type "{kind[:80]}" is not taken.', remedy)


def _json(content):
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"The body is not valid JSON: {error}.") from None


def _refuse(name):
    raise ValueError(f"{name} is no JSON")
