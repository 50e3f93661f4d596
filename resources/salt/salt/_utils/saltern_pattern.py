"""Event patterns: decides whether a pattern fits an event, exactly as Saltern does.

The dialect is described in Saltern's docs/patterns.md. A pattern names fields by path; what it says
about a field is a list of clauses of which one has to hold. All fields have to hold together: when
several of them lie in the same array, they have to be found in the same element of it.
"""

import ipaddress
import re

_ABSENT = object()


def matches(pattern, event):
    """Whether `pattern` (a dict) fits `event` (a dict)."""
    fields = {}
    _flatten("", event, (), fields, [0])
    return any(_holds(rule, fields, {}) for rule in _rules(pattern, ""))


def _flatten(path, value, membership, fields, counter):
    """Collects every scalar under its joined path, with the array elements that it lies in."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _flatten(f"{path}.{key}" if path else key, inner, membership, fields, counter)
    elif isinstance(value, list):
        counter[0] += 1
        array = counter[0]
        for index, inner in enumerate(value):
            _flatten(path, inner, membership + ((array, index),), fields, counter)
    else:
        fields.setdefault(path, []).append((value, membership))


def _rules(pattern, prefix):
    """The pattern as alternatives, each a list of (path, clauses): `$or` is multiplied out."""
    alternatives = [[]]
    for key, inner in pattern.items():
        if key == "$or" and isinstance(inner, list):
            options = [rule for option in inner for rule in _rules(option, prefix)]
        else:
            path = f"{prefix}.{key}" if prefix else key
            options = [[(path, inner)]] if isinstance(inner, list) else _rules(inner, path)
        alternatives = [left + right for left in alternatives for right in options]
    return alternatives


def _holds(rule, fields, chosen):
    """Looks for one value per field such that no array is used with two different elements."""
    if not rule:
        return True
    (path, clauses), rest = rule[0], rule[1:]
    values = fields.get(path, [])
    if not values:
        return any(_is_absent(clause) for clause in clauses) and _holds(rest, fields, chosen)
    for value, membership in values:
        if any(chosen.get(array, index) != index for array, index in membership):
            continue
        if any(_fits(clause, value) for clause in clauses):
            if _holds(rest, fields, {**chosen, **dict(membership)}):
                return True
    return False


def _is_absent(clause):
    return isinstance(clause, dict) and clause.get("exists", _ABSENT) is False


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _equal(wanted, value):
    if _is_number(wanted) and _is_number(value):
        return float(wanted) == float(value)
    return type(wanted) is type(value) and wanted == value


def _fits(clause, value):
    if not isinstance(clause, dict):
        return _equal(clause, value) or _same_address(clause, value)
    ((operator, operand),) = clause.items()
    if operator == "exists":
        return operand
    if operator == "anything-but":
        return _anything_but(operand, value)
    if operator == "numeric":
        return _is_number(value) and _in_range(operand, float(value))
    return isinstance(value, str) and _text_fits(operator, operand, value)


def _anything_but(operand, value):
    if not isinstance(operand, dict):
        listed = operand if isinstance(operand, list) else [operand]
        return not any(_equal(each, value) for each in listed)
    ((operator, inner),) = operand.items()
    listed = inner if isinstance(inner, list) else [inner]
    return not (isinstance(value, str) and any(_text_fits(operator, each, value) for each in listed))


def _text_fits(operator, operand, value):
    if operator == "cidr":
        return _in_network(operand, value)
    if operator == "wildcard":
        return _wildcard(operand).fullmatch(value) is not None
    if operator == "equals-ignore-case":
        return _folded(operand).fullmatch(value) is not None
    if isinstance(operand, dict):  # {"prefix": {"equals-ignore-case": "..."}}
        folded = _folded(operand["equals-ignore-case"]).pattern
        return re.search(folded + r"\Z" if operator == "suffix" else r"\A" + folded, value) is not None
    return value.endswith(operand) if operator == "suffix" else value.startswith(operand)


def _in_range(comparisons, value):
    tests = {
        "=": lambda limit: value == limit,
        "<": lambda limit: value < limit,
        "<=": lambda limit: value <= limit,
        ">": lambda limit: value > limit,
        ">=": lambda limit: value >= limit,
    }
    pairs = zip(comparisons[::2], comparisons[1::2])
    return all(tests[operator](float(limit)) for operator, limit in pairs)


def _wildcard(pattern):
    """`*` is any text, `\\*` and `\\\\` are the characters themselves."""
    parts = re.findall(r"\\.|\*|[^\\*]+", pattern, re.DOTALL)
    regex = "".join(".*" if part == "*" else re.escape(part.lstrip("\\") or "\\") for part in parts)
    return re.compile(regex, re.DOTALL)


def _folded(text):
    """Each character in the form it was written, in lower and in upper case."""
    forms = ({character, character.lower(), character.upper()} for character in text)
    return re.compile("".join("(?:" + "|".join(map(re.escape, sorted(f))) + ")" for f in forms), re.DOTALL)


def _address(text):
    """The address with IPv4 inside IPv6 unwrapped; None when the text is not a plain address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if "%" in text:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _same_address(wanted, value):
    """One address has many spellings."""
    if not isinstance(wanted, str) or not isinstance(value, str):
        return False
    address = _address(wanted)
    return address is not None and address == _address(value)


def _in_network(network, text):
    first, bits = network.rsplit("/", 1)
    base, address, bits = _address(first), _address(text), int(bits)
    if base is None or address is None or base.version != address.version:
        return False
    if base.version == 4 and ":" in first:
        bits -= 96
    size = 32 if base.version == 4 else 128
    shift = size - bits
    return int(base) >> shift == int(address) >> shift
