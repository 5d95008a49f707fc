"""What we were started from, as our boot loader tells it on the kernel's line."""

import re

_NAMED = re.compile(r"(?:^|\s)coordi\.medium=(PARTUUID|UUID)=(\S+)")


def named(line: str) -> tuple[str, str]:
    """ "PARTUUID" and a partition's number; where there is no table of ours (a CD, a stick that the ISO was
    copied to), "UUID" and the file system's; two empty words where we were started otherwise."""
    found = _NAMED.search(line)
    return (found[1], found[2].lower()) if found else ("", "")
