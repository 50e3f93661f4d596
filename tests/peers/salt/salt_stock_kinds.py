"""The kinds that see to a state or ask web services, with the profile `stock`: the same cases on Saltern's own engine and on a Salt
that has nothing of ours but SLS files, with a real Docker engine. Compared: the exit events, and after every case what Docker says of its
objects. usage: salt_stock_kinds.py SALTERN RELEASE"""

import functools
import json
import pathlib
import re
import sys
import tempfile

import dispatched
import salt_kinds
from dockerlab import DockerEngine
from saltlab import SaltLab, run_or_skip, salt_environment
from sidebyside import on_saltern, show
from stockside import on_stock

# Salt's states would run this; so they are not what does the work.
SLOT = "__slot__:salt:cmd.run(touch /tmp/saltern-slot)"
NET = {**salt_kinds.NET, "labels": {"kinds": "yes", "text": "{{ event.data.text }}", "slot": SLOT}}
VOLUME = {"name": "kinds-data", "options": {"type": "tmpfs", "device": "tmpfs", "o": "size=1m,uid=7"}}
WEB = {**salt_kinds.WEB, "env": {"TOKEN": "{{ event.data.text }}", "MODE": "a", "SLOT": SLOT}}
# By its restart policy it would have run several times until Salt looks.
FAILING = {"name": "web", "command": ["sh", "-c", "echo no; exit 3"], "restart": "no", "stopTimeout": "0s"}
LONE = {"image": "kinds-lone:1", "state": "absent"}
MORE = [
    ("net-range", "network.ensure", {"name": "kinds-range", "subnet": "10.77.0.0/24", "gateway": "10.77.0.9"}),
    ("net-range-same", "network.ensure", {"name": "kinds-range", "subnet": "10.77.0.0/24"}),
    ("net-range-gone", "network.ensure", {"name": "kinds-range", "state": "absent"}),
    ("volume-other", "volume.ensure", {"name": "kinds-data", "options": {"o": "size=2m"}}),
    ("net-gone", "network.ensure", {"name": "kinds-net", "state": "absent"}),
    ("image-lone", "image.ensure", LONE),
    ("image-lone-gone", "image.ensure", LONE),
]
# Salt has no words for them, or does them otherwise; the report says so.
LEFT_OUT = {"volume-differs", "image-gone", "prune-nothing", "prune-dry", "prune-all", "key", "redirects", "no-service"}


def cases():
    """Those of salt_kinds.py that the profile can say, with no secret in them, and some of its own."""
    changed = {"net-made": NET, "net-same": NET, "volume-made": VOLUME, "volume-same": VOLUME}
    changed.update({"web-made": WEB, "web-same": WEB, "web-dry": {**WEB, "dryRun": True}, "web-fails": FAILING})
    found = [
        (name, kind, changed.get(name, settings))
        for name, kind, settings in salt_kinds.CASES
        if name not in LEFT_OUT
    ]
    return found + MORE


def document():
    more = {
        "seen": {"kind": "docker.event@1", "labels": {"kinds": "yes"}},
        "network": {"kind": "docker.event@1", "type": "network", "action": ["create", "destroy"]},
        "note": salt_kinds.NOTE,
    }
    return dispatched.document("kinds", salt_kinds.nodes_of(cases()), more, ["seen -> note", "network -> note"])


def stimulate(docker, url, seen, side):
    """Sends every case and waits for its exit; `seen` gets what Docker has then."""
    container = docker.start_container("lone", command=["true"])
    docker.api.call("POST", "/commit", {"container": container, "repo": "kinds-lone", "tag": "1"}, body={})
    docker.remove_containers([container])
    nodes, look = salt_kinds.nodes_of(cases()), lambda name: seen.append(f"after {name}: {inventory(docker)}")
    dispatched.begin_each(side, nodes, 120, look, text=dispatched.HOSTILE, url=url)
    assert not side.exits("note"), "what our own steps do begins no runs"
    foreign = docker.start_container("foreign", labels={"kinds": "yes"})
    SaltLab.wait_for(lambda: len(side.exits("note")) >= 2, 60, "the foreign container to be seen")
    docker.remove_containers([foreign])


def inventory(docker):
    """What Docker says of the objects of the cases, without ids and times."""
    api, found = docker.api, {}
    for network in api.get("/networks"):
        if network["Name"].startswith("kinds"):
            found[network["Name"]] = {k: network[k] for k in ("Driver", "Internal", "Labels", "Options", "EnableIPv6")}
            found[network["Name"]]["IPAM"] = network["IPAM"]["Config"] if network["Name"] == "kinds-range" else ""
    for volume in api.get("/volumes")["Volumes"] or []:
        if volume["Name"].startswith("kinds"):
            found[volume["Name"]] = [volume["Driver"], volume["Labels"] or {}, volume["Options"]]
    found["images"] = sorted(t for image in api.get("/images/json") for t in image.get("RepoTags") or [])
    for listed in api.get("/containers/json", {"all": 1}):
        container = api.get(f"/containers/{listed['Id']}/json")
        config = {k: v for k, v in container["Config"].items() if k != "Hostname"}
        host = {k: v for k, v in container["HostConfig"].items() if v}  # absent, null, 0 and empty are one
        networks = sorted(container["NetworkSettings"]["Networks"])
        found[container["Name"]] = [container["State"]["Status"], config, host, networks]
    text = json.dumps(found, sort_keys=True)
    return re.sub(r"\b([0-9a-f]{64}|[0-9a-f]{12})\b", "<id>", text)


def with_stock(release, program, docker, path, work, act):
    lab = SaltLab(release=release, minion_options=f"docker.url: {docker.endpoint}\n")
    return on_stock(program, lambda: docker.listeners() == 1, path, work, act, lab)


def comparable(event, url):
    """As in salt_kinds.py, each side with an engine of its own. Who logs in to a registry nobody sees on the master, and a header that an
    answer has twice is joined by Salt."""
    if "headers" in event["data"]:
        event["data"]["headers"] = {k: v.replace("a,b", "a, b") for k, v in event["data"]["headers"].items()}
    text = salt_kinds.comparable(event, url)
    text = text.replace("with the login of the account that runs the minion", "without a login")
    return re.sub(r"sha256:[0-9a-f]{64}", "<image>", text)


def main(program, release):
    salt_environment(release)
    sides = []
    for run in (on_saltern, functools.partial(with_stock, release)):
        service = salt_kinds.Service(("127.0.0.1", 0), salt_kinds.Echo)
        with tempfile.TemporaryDirectory() as folder, DockerEngine(images="busybox") as docker, service as url:
            path, states = pathlib.Path(folder) / "kinds.saltern.yaml", []
            path.write_text(document())
            events = run(program, docker, path, path.parent, lambda side: stimulate(docker, url, states, side))
            # How much is heard of the foreign container's end depends on when the side ends.
            exits = [event for event in events if "/note/" not in event["type"]]
            sides.append([comparable(event, url) for event in exits] + states)
    expected, found = sides
    assert len(expected) >= 2 * len(cases()), "Saltern's engine published too little"
    assert not pathlib.Path("/tmp/saltern-slot").exists(), "a value of a setting was run"
    show(expected, found)


if __name__ == "__main__":
    run_or_skip(main, *sys.argv[1:])
