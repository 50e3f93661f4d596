"""Templates: text with {{ path | filter }} in it, rendered exactly as Saltern does.

The language is described in Saltern's docs/pipeline-format.md. Nothing in an event is ever read as
a template, and nothing here evaluates code.
"""

import base64
import json
import math
import re
import urllib.parse

MISSING = object()
_LONGEST = 1024 * 1024
_NAME = re.compile(r"[\w/@-]+")
_NUMBER = re.compile(r"-?\d[\d.eE]*")
_LITERALS = {"true": True, "false": False, "none": None, "null": None}


class TemplateError(Exception):
    """One sentence that says why a template has no value. Another attempt would not help."""

    retry = False

    def __init__(self, message, kind="bad-input", remedy="Check the path in front of it."):
        super().__init__(message)
        self.kind, self.remedy, self.known = kind, remedy, {}


def render(value, scope):
    """Renders every string inside `value`; `scope` is a callable that answers roots by name."""
    if isinstance(value, str):
        return _render_text(value, scope)
    if isinstance(value, list):
        return [render(item, scope) for item in value]
    if isinstance(value, dict):
        return {key: render(item, scope) for key, item in value.items()}
    return value


def missing():
    """The mark of a value that is not there."""
    return MISSING


def text_of(value):
    """The text of a value where it stands inside other text."""
    if isinstance(value, str):
        return value
    return compact(value)


def compact(value):
    """JSON without spaces; numbers as short as they can be written."""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, list):
        return "[" + ",".join(compact(item) for item in value) + "]"
    if isinstance(value, dict):
        pairs = sorted(value.items(), key=lambda pair: pair[0].encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{json.dumps(k, ensure_ascii=False)}:{compact(v)}" for k, v in pairs) + "}"
    return json.dumps(value, ensure_ascii=False)


def _number_text(number):
    if number.is_integer() and abs(number) < 2**63:
        return str(int(number))
    return re.sub(r"e([+-])(\d)$", r"e\g<1>0\2", repr(number))


def _render_text(text, scope):
    pieces = _parse(text)
    if len(pieces) == 1 and not isinstance(pieces[0], str):
        return _evaluate(pieces[0], scope)
    rendered = "".join(p if isinstance(p, str) else text_of(_evaluate(p, scope)) for p in pieces)
    return _bounded(rendered)


def _bounded(text):
    if len(text) > _LONGEST:
        message = f"The template makes more than {_LONGEST} characters of text."
        raise TemplateError(message, "too-large", "Pick a smaller part of the event.")
    return text


def _parse(text):
    """Constant texts and (operand, [(filter, [operand])])."""
    pieces, at = [], 0
    while at < len(text):
        begin = text.find("{{", at)
        end = len(text) if begin < 0 else begin
        if end > at:
            pieces.append(text[at:end])
        if begin < 0:
            break
        reader = _Reader(text, begin + 2)
        pieces.append(reader.expression())
        at = reader.at
    return pieces


class _Reader:
    """Reads what stands between {{ and }}."""

    def __init__(self, text, at):
        self.text, self.at = text, at

    def expression(self):
        operand, filters = self.operand(), []
        while not self._take("}}"):
            self._need("|")
            name, arguments = self._name(), []
            if name not in FILTERS:
                raise TemplateError(f'There is no filter "{name[:40]}".')
            if self._take("("):
                while not self._take(")"):
                    if arguments:
                        self._need(",")
                    arguments.append(self.operand())
            filters.append((name, arguments))
        return operand, filters

    def operand(self):
        self._space()
        if self.text[self.at : self.at + 1] in ('"', "'"):
            return ("literal", self._string())
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            digits = number.group()
            return ("literal", int(digits) if re.fullmatch(r"-?\d+", digits) else float(digits))
        name = self._name()
        if name.lower() in _LITERALS:
            return ("literal", _LITERALS[name.lower()])
        path = [("name", name)]
        while True:
            following = self.text[self.at : self.at + 1]
            if following == "[":
                path.append(self._bracket())
            elif following == ".":
                self.at += 1
                path.append(("name", self._name()))
            else:
                return ("path", path)

    def _bracket(self):
        self.at += 1
        self._space()
        if self.text[self.at : self.at + 1] in ('"', "'"):
            segment = ("key", self._string())
        else:
            index = re.compile(r"-?\d+").match(self.text, self.at)
            if not index:
                raise TemplateError("The template lacks an index or a key in quotes.")
            self.at = index.end()
            segment = ("index", index.group())
        self._need("]")
        return segment

    def _string(self):
        quote, out = self.text[self.at], []
        self.at += 1
        while self.at < len(self.text):
            character = self.text[self.at]
            self.at += 1
            if character == quote:
                return "".join(out)
            if character == "\\" and self.at < len(self.text):
                character = self.text[self.at]
                self.at += 1
                character = {"n": "\n", "t": "\t"}.get(character, character)
            out.append(character)
        raise TemplateError(f"The text in the template has no closing {quote}.")

    def _name(self):
        self._space()
        found = _NAME.match(self.text, self.at)
        if not found:
            raise TemplateError("The template lacks a name.")
        self.at = found.end()
        return found.group()

    def _space(self):
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def _take(self, token):
        self._space()
        if not self.text.startswith(token, self.at):
            return False
        self.at += len(token)
        return True

    def _need(self, token):
        if not self._take(token):
            raise TemplateError(f'The template lacks a "{token}".')


def _evaluate(expression, scope):
    operand, filters = expression
    value = _value(operand, scope)
    for name, arguments in filters:
        apply, takes_missing = FILTERS[name]
        if value is MISSING and not takes_missing:
            continue
        needed = not takes_missing or value is MISSING or len(arguments) > 1
        given = [_present(a, _value(a, scope)) if needed else None for a in arguments]
        value = apply(value, *given)
    return _present(operand, value)


def _present(operand, value):
    if value is MISSING:
        shown = ".".join(name for _, name in operand[1]) if operand[0] == "path" else "a value"
        message = f'The template reads "{shown}", which is not there.'
        raise TemplateError(message, "not-found", "Check the path, or add | default(...).")
    return value


def _value(operand, scope):
    kind, content = operand
    if kind == "literal":
        return content
    if content[0][1] == "secret" and len(content) == 2:
        return scope("secret")(content[1][1])
    return _follow(scope(content[0][1]), content[1:])


def _follow(value, path):
    """Names written with dots are tried joined, the longest key first."""
    at = 0
    while at < len(path) and value is not MISSING:
        kind, name = path[at]
        if isinstance(value, list):
            value, at = _element(value, name), at + 1
            continue
        if not isinstance(value, dict):
            return MISSING
        end = at + 1
        while kind == "name" and end < len(path) and path[end][0] == "name":
            end += 1
        while end > at:
            key = ".".join(n for _, n in path[at:end])
            if key in value:
                break
            end -= 1
        if end == at:
            return MISSING
        value, at = value[key], end
    return value


def _element(items, name):
    try:
        index = int(name)
    except ValueError:
        return MISSING
    return items[index] if -len(items) <= index < len(items) else MISSING


def _number(value):
    """The number that a value is or spells, else None."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, (int, float)):
        return float(value)
    spelled = isinstance(value, str) and re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", value.strip())
    number = float(spelled.group()) if spelled else None
    return number if number is not None and math.isfinite(number) else None


def _needs(name, wanted):
    return TemplateError(f'The filter "{name}" needs {wanted}.')


def _whole(number):
    return int(number) if abs(number) <= 2**53 and number == math.floor(number) else number


def _default(value, fallback="", also_false=False):
    replaced = value is MISSING or (also_false is True and not value)
    return fallback if replaced else value


def _int(value, *fallback):
    if isinstance(value, str) and re.fullmatch(r"[+-]?\d+", value.strip()):
        whole = int(value.strip())
        if -(2**63) <= whole < 2**63:
            return whole
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    number = _number(value)
    if number is not None and abs(number) < 9.2e18:
        return int(number)
    if fallback:
        return fallback[0]
    raise _needs("int", "a number or text that is one")


def _float(value, *fallback):
    number = _number(value)
    if number is not None:
        return number
    if fallback:
        return fallback[0]
    raise _needs("float", "a number or text that is one")


def _round(value, precision=0, method="common"):
    number = _number(value)
    if number is None:
        raise _needs("round", "a number")
    if not -15 <= precision <= 15:
        raise _needs("round", "at most 15 decimals")
    scaled = number * 10.0**precision
    ways = {
        "ceil": math.ceil,
        "floor": math.floor,
        "common": lambda n: math.copysign(math.floor(abs(n) + 0.5), n),
    }
    if method not in ways:
        raise _needs("round", "'common', 'ceil' or 'floor'")
    return _whole(ways[method](scaled) / 10.0**precision)


def _abs(value):
    number = _number(value)
    if number is None:
        raise _needs("abs", "a number")
    return _whole(abs(number))


def _length(value):
    if not isinstance(value, (str, list, dict)):
        raise _needs("length", "text, a list or an object")
    return len(value)


def _join(value, separator=""):
    if not isinstance(value, list):
        raise _needs("join", "a list")
    return _bounded(text_of(separator).join(text_of(item) for item in value))


def _end(name, index):
    def pick(value):
        if not isinstance(value, (str, list)):
            raise _needs(name, "a list or text")
        return value[index] if value else MISSING

    return pick


def _unique(value):
    if not isinstance(value, list):
        raise _needs("unique", "a list")
    kept = {}
    for item in value:
        kept.setdefault(compact(item), item)
    return list(kept.values())


def _replace(value, before, after):
    before, after = text_of(before), text_of(after)
    if not before:
        raise _needs("replace", "a text to replace")
    return _bounded(text_of(value).replace(before, after))


def _title(value):
    begins, out = True, []
    for character in text_of(value).lower():
        out.append(_upper_one(character) if begins else character)
        begins = character.isspace() or character in "-([{<"
    return "".join(out)


def _upper_one(character):
    upper = character.upper()
    return upper if len(upper) == 1 else character


def _capitalize(value):
    text = text_of(value).lower()
    return text[:1].upper() + text[1:]


def _truncate(value, length=255, kill_words=False, end="..."):
    text, end = text_of(value), text_of(end)
    kept = length - len(end)
    if kept < 0:
        raise _needs("truncate", "room for its ending")
    if len(text) <= length:
        return text
    shortened = text[:kept]
    space = shortened.rfind(" ")
    if kill_words is not True and space > 0:
        shortened = shortened[:space]
    return shortened + end


FILTERS = {
    "abs": (_abs, False),
    "b64encode": (lambda v: base64.b64encode(text_of(v).encode()).decode(), False),
    "capitalize": (_capitalize, False),
    "count": (_length, False),
    "d": (_default, True),
    "default": (_default, True),
    "first": (_end("first", 0), False),
    "float": (_float, False),
    "int": (_int, False),
    "join": (_join, False),
    "last": (_end("last", -1), False),
    "length": (_length, False),
    "lower": (lambda v: text_of(v).lower(), False),
    "replace": (_replace, False),
    "round": (_round, False),
    "string": (text_of, False),
    "title": (_title, False),
    "tojson": (compact, False),
    "trim": (lambda v: text_of(v).strip(), False),
    "truncate": (_truncate, False),
    "unique": (_unique, False),
    "upper": (lambda v: text_of(v).upper(), False),
    "urlencode": (lambda v: urllib.parse.quote(text_of(v), safe="/~"), False),
}
