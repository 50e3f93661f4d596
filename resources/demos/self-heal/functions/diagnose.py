"""Says why a container crashed: from how it ended, and from the last words in its log."""

HINTS = {
    "no such file": "a file is missing",
    "not found": "a file is missing",
    "connection refused": "what it needs does not answer",
    "permission denied": "it may not do what it wants",
}


def handle(event):
    state = event["data"]["state"]
    words = event["data"]["log"]["text"].strip().splitlines()
    last = words[-1] if words else ""
    print(f"exit code {state['exitCode']}, last words: {last}")
    return {"cause": cause_of(state, last), "exitCode": state["exitCode"], "lastWords": last}


def cause_of(state, last):
    if state["oomKilled"]:
        return "it needed more memory than it may have"
    for hint, cause in HINTS.items():
        if hint in last.lower():
            return cause
    return "unknown"
