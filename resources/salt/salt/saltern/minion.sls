#!py
# Settings of a minion that stands for a Docker host: the engine that puts Docker's events on Salt's
# bus. Where Docker is comes from the minion's pillar or configuration:
#
#     saltern:
#       docker: tcp://10.0.0.7:2376         # by default the local socket
#       tls: {ca: ..., cert: ..., key: ...}
import json
import os


def run():
    engine = {"url": __salt__["config.get"]("saltern:docker", "unix:///var/run/docker.sock")}
    tls = __salt__["config.get"]("saltern:tls", None)
    if tls:
        engine["tls"] = tls
    settings = {"max_event_size": 4194304, "engines": [{"saltern_docker": engine}]}
    path = os.path.join(os.path.dirname(__opts__["conf_file"]), "minion.d", "saltern.conf")
    # JSON is YAML, and cannot be broken by what a setting contains.
    contents = json.dumps(settings, indent=2)
    managed = [{"name": path}, {"contents": contents}, {"makedirs": True}]
    return {"saltern.settings": {"file.managed": managed}}
