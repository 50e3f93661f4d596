"""An image on a host, perhaps under further names, as Saltern's image.ensure sees to it."""


def ensure(task):
    """(port, data) of a step."""
    compact, settings = task.tools["saltern_template.compact"], task.settings
    text_of, texts_of = task.tools["saltern_ensure.text_of"], task.tools["saltern_ensure.texts_of"]
    image = task.tools["saltern_image.reference"](text_of(settings["image"], compact), task.fault)
    tags = [_tag(task, text) for text in texts_of(settings.get("tags", []), compact)]
    task.take_over("image", image["complete"])
    former = task.find(f"/images/{image['complete']}/json").get("Id", "")
    if settings.get("state") == "absent":
        return _remove(task, image, former)
    policy = settings.get("pull", "missing")
    if not former and task.dry_run and policy != "never":
        task.differ("image", "none", image["complete"])
        task.note(f"the image {image['complete']} would be pulled")
        task.shown["image"] = _shown(image["complete"], "")
        return task.done("pulled")
    if task.dry_run and policy == "always":
        task.note("whether the registry has a newer one shows when it is pulled")
    found = task.tools["saltern_image.fetch"](task, image, "never" if task.dry_run else policy)
    task.shown["image"] = task.tools["saltern_image.shown"](found)
    action = "pulled" if found["pulled"] else "none"
    if found["pulled"]:
        task.differ("image", former or "none", found["id"])
    for tag in tags:
        if _set_tag(task, tag, found["id"]) and action == "none":
            action = "tagged"
    return task.done(action)


def _shown(reference, ident):
    return {"reference": reference, "id": ident, "digest": "", "pulled": False}


def _tag(task, text):
    tag = task.tools["saltern_image.reference"](text, task.fault)
    if tag["id"] or tag["digest"]:
        raise task.fault(
            "bad-input",
            f'"{text[:80]}" cannot be given to an image.',
            "Write a name with a tag, such as web:stable.",
        )
    return tag


def _set_tag(task, tag, ident):
    """Whether the name meant something else."""
    has = task.find(f"/images/{tag['complete']}/json").get("Id", "")
    if has == ident:
        return False
    task.differ("tags", f"{tag['complete']} {has or 'none'}", ident)
    if not task.dry_run:
        task.own(f"image/{tag['complete']}")
        task.own(f"image/{ident}")
        query = {"repo": tag["name"], "tag": tag["tag"] or "latest"}
        task.docker.call("POST", f"/images/{ident}/tag", query)
        task.note(f"called it {tag['complete']}")
    return True


def _remove(task, image, former):
    task.shown["image"] = _shown(image["complete"], former)
    if not former:
        return task.done("none")
    task.differ("image", image["complete"], "none")
    if task.dry_run:
        return task.done("removed")
    task.own(f"image/{former}")
    try:
        force = int(bool(task.settings.get("force")))
        task.docker.call("DELETE", f"/images/{image['complete']}", {"force": force})
    except Exception as error:
        if getattr(error, "status", 0) != 409:
            raise
        remedy = "Remove the containers that use it first, or set `force: true` when they have ended."
        raise task.fault("conflict", str(error), remedy) from None
    task.note(f"removed {image['complete']}")
    return task.done("removed")
