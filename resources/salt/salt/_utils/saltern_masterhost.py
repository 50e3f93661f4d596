"""Docker hosts without a minion: the master speaks to them. Its configuration tells how:

    saltern_hosts:
      edge-2:
        docker: tcp://10.0.0.7:2376
        tls: saltern-tls/edge-2     # a folder with ca.pem, cert.pem and key.pem, and
        labels: {zone: edge}

A relative folder is beside the master's configuration, as are the secrets: files in `saltern-secrets`.
"""

import os
import re

_SECRET = re.compile(r"[A-Za-z0-9_]+")


def connection(opts, host):
    """(address, TLS files or None)."""
    known = opts["saltern_hosts"][host]
    if not known.get("tls"):
        return known["docker"], None
    folder = _beside(opts, known["tls"])
    files = {"ca": "ca.pem", "cert": "cert.pem", "key": "key.pem"}
    return known["docker"], {use: os.path.join(folder, name) for use, name in files.items()}


def labels(opts, host):
    return opts["saltern_hosts"][host].get("labels") or {}


def own_folder(opts, host):
    """Where what our steps do to a host is remembered: two hosts may have containers of one name."""
    return os.path.join(opts["cachedir"], "saltern", f"own-{host}")


def secret(opts, name):
    if not _SECRET.fullmatch(name):
        raise ValueError(f"{name[:60]} cannot be the name of a secret.")
    path = os.path.join(_beside(opts, "saltern-secrets"), name)
    try:
        with open(path, encoding="utf-8") as stream:
            return stream.read().removesuffix("\n")
    except OSError:
        raise ValueError(f"The secret {name} is not among the files in saltern-secrets.") from None


def _beside(opts, folder):
    return os.path.join(os.path.dirname(opts["conf_file"]), folder)
