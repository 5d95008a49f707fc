"""The word to copy by hand onto a pre-printed label."""

from coordi_wipe.model import tag as tags
from coordi_wipe.model.errors import CoordiWipeError
from coordi_wipe.model.tone import Tone


def label(tone: Tone, tag: str) -> str:
    """`V C23-0412-D1 K` for this end of the drive with this tag; empty where the tag is none of ours."""
    try:
        return tags.label(tone, tags.parse(tag))
    except CoordiWipeError:
        return ""
