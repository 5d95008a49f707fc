"""The number that people read: a job's UUID in short form, with a check letter."""

import uuid

from coordi_wipe.model import check_letter
from coordi_wipe.model.check_letter import CROCKFORD

_DIGITS = 10


def short(job: str) -> str:
    """A job's UUID as people read it: `7K3M9-QX2RT-4`, its last 50 (random) bits and a check letter.

    Raises ValueError where `job` is no UUID.
    """
    value = uuid.UUID(job).int
    digits = "".join(CROCKFORD[(value >> (5 * place)) & 31] for place in reversed(range(_DIGITS)))
    return f"{digits[:5]}-{digits[5:]}-{_check_letter(digits)}"


def well_formed(number: str) -> bool:
    """Whether this could be a number: catches any one wrong character and swapped neighbours.

    Reads O as 0, I and L as 1, and does not care for case or hyphens.
    """
    folded = number.upper().replace("-", "").translate(str.maketrans("OIL", "011"))
    if len(folded) != _DIGITS + 1 or any(letter not in CROCKFORD for letter in folded):
        return False
    return _check_letter(folded[:-1]) == folded[-1]


def _check_letter(digits: str) -> str:
    return check_letter.over(map(CROCKFORD.index, digits))
