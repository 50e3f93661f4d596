"""What is done to a Docker engine while the demos watch it: the same on either side of a comparison.

`seen(type)` answers the events of a type so far, `wait(found, what)` waits.
"""

# What an event carries must come through wherever it goes.
HOSTILE = "it's \"quoted\" $(reboot) `id` \\ {{ 7*7 }} {x}: [y] #\n- injected: !!python/object\t\x7f\u0085 \U0001f600"
LABEL = {"saltern.demo": "peers", "note": HOSTILE}


def hello(docker, seen, wait):
    """A container stops, and is greeted."""
    guest = docker.start_container("guest", labels=LABEL)
    docker.stop_container(guest)
    wait(lambda: seen("saltern/hello/greet/ok"), "the greeting")
    return [guest]


def image_guard(docker, seen, wait):
    """Of three containers, the one tagged latest and the one with the socket are stopped."""
    docker.tag("busybox:1.36", "busybox", "latest")
    made = [docker.start_container("allowed", labels=LABEL)]
    made.append(docker.start_container("latest", "busybox:latest", labels=LABEL))
    wait(lambda: len(seen("saltern/image-guard/stop/ok")) >= 1, "the forbidden tag to be stopped")
    socket = docker.endpoint.removeprefix("unix://")
    made.append(docker.start_container("socket", labels=LABEL, binds=[f"{socket}:/var/run/docker.sock"]))
    wait(lambda: len(seen("saltern/image-guard/stop/ok")) >= 2, "the socket's holder to be stopped")
    assert [docker.running(ident) for ident in made] == [True, False, False]
    return made


def self_heal(docker, seen, wait):
    """A container crashes whenever it is started: it is restarted twice, then somebody is paged."""
    crash = "sleep 1; echo 'app.conf: No such file or directory' >&2; exit 3"
    crasher = docker.start_container("crasher", command=["sh", "-c", crash], labels=LABEL)
    wait(lambda: seen("saltern/self-heal/page/ok"), "the page")
    assert len(seen("saltern/self-heal/restart/ok")) == 2 and not docker.running(crasher)
    return [crasher]


def actions(docker, seen, wait):
    """One container's start begins everything; another one is acted on until it is gone."""
    target = docker.start_container("target")
    go = docker.start_container("go", labels={"note": HOSTILE})
    ends = ["missing/error", "text/ok", "third/ok", "mute/ok", "fails/error", "hostile/ok", "python/ok"]
    for end in ends:
        wait(lambda: seen(f"saltern/actions/{end}"), end)
    wait(lambda: len(seen("saltern/actions/values/ok")) == 3, "three values")
    docker.remove_containers([go])
    return {go: "go", target: "target"}


ACTS = {"hello": hello, "image-guard": image_guard, "self-heal": self_heal}


def play(docker, demos, seen, wait):
    """The acts of the demos one after another; {container id: name}. Nothing is left behind."""
    made = [ident for demo in demos if demo in ACTS for ident in ACTS[demo](docker, seen, wait)]
    names = {ident: docker.api.get(f"/containers/{ident}/json")["Name"].lstrip("/") for ident in made}
    farewell(docker, demos, seen, wait, made)
    if "actions" in demos:
        names.update(actions(docker, seen, wait))
    return names


def farewell(docker, demos, seen, wait, made):
    """What still runs is stopped, and hello greets it. What a pipeline stopped or restarted is
    nobody's to greet: it was our own doing."""
    greeted = len(seen("saltern/hello/greet/ok"))
    running = sum(docker.running(ident) for ident in made)
    for ident in made:
        docker.stop_container(ident)
    if "hello" in demos:
        wait(lambda: len(seen("saltern/hello/greet/ok")) >= greeted + running, "the last greeting")
    docker.remove_containers(made)
