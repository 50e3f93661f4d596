"""What templates can read: event, trigger, steps, run, host and secret."""


def build(utils, event, context, labels=None, secret=None):
    """A callable that answers a root by its name. `secret` answers a secret by its name, or is None
    where secrets are not to be had."""
    missing = utils["saltern_template.missing"]()
    roots = {
        "event": event,
        "trigger": context["trigger"],
        "steps": context["steps"],
        "run": context["run"],
        "host": {"name": event.get("salternhost", ""), "labels": labels or {}},
    }

    def no_secret(name):
        raise ValueError(f"The secret {name} cannot be read on the master.")

    def root(name):
        if name == "secret":
            return secret or no_secret
        return roots.get(name, missing)

    return root
