"""Why a step failed, in the form that its exit event carries."""

_HOPELESS = ("bad-input", "not-found", "permission-denied", "unsupported", "too-large")
_BY_STATUS = {
    400: "bad-input",
    401: "permission-denied",
    403: "permission-denied",
    404: "not-found",
    405: "unsupported",
    409: "conflict",
    501: "unsupported",
}


class StepError(Exception):
    """`known` holds what else the exit event tells: exitCode, log, detail."""

    def __init__(self, kind, message, remedy, retry, known):
        super().__init__(message)
        self.kind, self.remedy, self.retry, self.known = kind, remedy, retry, known


def fault(kind, message, remedy="", retry=None, **known):
    """An error to be raised. Whether another attempt may help follows from its kind, unless said."""
    retry = kind not in _HOPELESS if retry is None else retry
    return StepError(kind, message, remedy, retry, known)


def kind_of(error):
    """The kind of any exception: our own, an answer of Docker's, or a failed connection."""
    if hasattr(error, "kind"):
        return error.kind
    if hasattr(error, "status"):
        return _BY_STATUS.get(error.status, "failed")
    if isinstance(error, TimeoutError):
        return "timeout"
    return "unreachable" if isinstance(error, OSError) else "failed"


def told(error):
    """What the exit event tells of any exception."""
    known = getattr(error, "known", {})
    texts = {
        "kind": kind_of(error),
        "message": str(error),
        "remedy": getattr(error, "remedy", ""),
        "detail": known.get("detail", ""),
    }
    return {name: text for name, text in texts.items() if text}


def may_retry(error):
    """The world may change; a bad request or a bug does not."""
    if hasattr(error, "retry"):
        return error.retry
    known = hasattr(error, "status") or isinstance(error, OSError)
    return known and kind_of(error) not in _HOPELESS
