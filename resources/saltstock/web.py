

# HTTP as Salt's `http.query` sends it from the minion.

_NO_ANSWER = (0, 599)  # what Salt calls the status of an answer that never came


class _Request(PARTS["saltern_web"]["Request"]):
    """A request that `ask(function, arguments)` sends. Salt follows redirects, whoever wants them."""

    def __init__(self, ask, *given):
        super().__init__(*given)
        self._ask = ask

    def send(self, timeout, most_bytes, redirects=0):
        answer = self._answer()
        if answer.get("status") in _NO_ANSWER:
            remedy = "Check `url`, and that the minion reaches it."
            raise self.fault("unreachable", f"The connection to {self.place} failed.", remedy)
        return answer["status"], list(answer["headers"].items()), (answer.get("body") or "").encode()

    def _answer(self):
        headers = {k: v.decode() if isinstance(v, bytes) else v for k, v in self.headers.items()}
        agent = next(name for name in headers if name.lower() == "user-agent")
        arguments = {"url": self._address(), "method": self.method, "agent": headers.pop(agent)}
        arguments.update(header_dict=headers, data=None if self.body is None else self.body.decode())
        wanted = {"status": True, "headers": True, "raise_error": False}
        settled = {"backend": "tornado", "verify_ssl": True}
        try:
            return self._ask("http.query", {**arguments, **wanted, **settled})
        except OSError as error:
            message = f"Salt's http.query could not read the answer of {self.place}."
            raise self.fault("failed", message, detail=str(error)) from None

    def _address(self):
        host = f"[{self.parts.hostname}]" if ":" in self.parts.hostname else self.parts.hostname
        port = f":{self.parts.port}" if self.parts.port else ""
        return f"{self.parts.scheme}://{host}{port}{self._target()}"
