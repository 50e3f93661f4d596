
import json
import os


def run():
    """The states of a minion; called by Salt."""
    settings = {"max_event_size": 4194304}
    if FILTERS:
        url = __salt__["config.get"]("docker.url", "unix:///var/run/docker.sock")
        engine = {"engine_module": "docker_events", "docker_url": url, "tag": TAG, "filters": FILTERS}
        settings["engines"] = [{"saltern_" + PIPELINE: engine}]
    folder = os.path.join(os.path.dirname(__opts__["conf_file"]), "minion.d")
    path = os.path.join(folder, f"saltern-{PIPELINE}.conf")
    # JSON is YAML, and cannot be broken by what a setting contains.
    contents = json.dumps(settings, indent=2)
    managed = [{"name": path}, {"contents": contents}, {"makedirs": True}]
    states = {f"saltern.{PIPELINE}.settings": {"file.managed": managed}}
    if FUNCTIONS:
        laid = [{"name": FUNCTIONS}, {"source": "salt://saltern/functions/" + PIPELINE}]
        laid += [{"file_mode": "0755"}, {"dir_mode": "0755"}, {"clean": True}]
        states[f"saltern.{PIPELINE}.functions"] = {"file.recurse": laid}
    return states
