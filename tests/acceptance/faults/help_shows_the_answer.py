"""The help for a drive's own label shows the end of the number that has to be read there."""

from coordi_wipe.tui.screens import help as helping
from coordi_wipe.tui.world import free

_said = helping.said


def said(state, world):
    """With the first drive's answer in the place of the sentence beside it."""
    end = next((offer.drive.identity.serial[-4:] for offer in free(world)), "")
    return {**_said(state, world), "four-characters": end, "type-this": end}


helping.said = said
