"""A loop device whose file lies in a folder with a longer name than ours is taken for ours."""

from pathlib import Path

from coordi_wipe.rehearsal import removal


def loops(host, place):
    nodes = [f"/dev/{path.name}" for path in Path("/sys/block").glob("loop*")]
    return [node for node in nodes if removal.behind(host, node).startswith(str(place))]


removal._loops = loops
