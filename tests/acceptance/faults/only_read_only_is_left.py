"""Of the drives that cannot be erased only those that refuse to be written count as left in the PC."""

from coordi_wipe.tui import ending, flow, world
from coordi_wipe.tui.pages import result

_honest = world.unerasable


def _few(here):
    return tuple(
        offer
        for offer in _honest(here)
        if all(reason.code == "protected-read-only" for reason in offer.drive.protection)
    )


for _room in (ending, flow, result, world):
    _room.unerasable = _few
