"""Keeps secrets out of what a step shows: a value is masked as it is, and as base64, percent-encoded or
inside a JSON string, as others may send it back."""

import base64
import json
import urllib.parse

MASK = "***"
_SHORTEST = 4  # one as short as "a1" would eat ordinary text and protect nothing
_SHORTEST_BASE64 = 6


def redacted(value, secrets):
    """Any JSON value with the secrets in its texts and keys masked."""
    forms = sorted({form for secret in secrets for form in _forms(secret)}, key=len, reverse=True)
    return _redacted(value, forms) if forms else value


def _redacted(value, forms):
    if isinstance(value, str):
        for form in forms:
            value = value.replace(form, MASK)
        return value
    if isinstance(value, list):
        return [_redacted(item, forms) for item in value]
    if isinstance(value, dict):
        return {_redacted(key, forms): _redacted(item, forms) for key, item in value.items()}
    return value


def _forms(secret):
    if len(secret) < _SHORTEST:
        return []
    content = secret.encode("utf-8", "replace")
    inside_json = [json.dumps(secret, ensure_ascii=ascii_)[1:-1] for ascii_ in (False, True)]
    quoted, encoded = urllib.parse.quote(content, safe=""), base64.b64encode(content).decode()
    return [secret, quoted, encoded, *inside_json, *_base64_forms(content)]


def _base64_forms(content):
    """What is the same of it whatever stands before and behind it."""
    forms = []
    for before in range(3):
        whole = base64.b64encode(b"x" * before + content).decode()
        first = before + 1 if before else 0  # letters that tell of what is before
        core = whole[first : (before + len(content)) // 3 * 4]
        if len(core) >= _SHORTEST_BASE64:
            forms += [core, core.replace("+", "-").replace("/", "_")]
    return forms
