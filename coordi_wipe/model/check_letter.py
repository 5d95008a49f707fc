"""One letter that shows a slip of the hand: a check digit over GF(32), as Crockford's base 32 writes it."""

from collections.abc import Iterable

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I L O U: nothing to confuse when copied by hand


def over(values: Iterable[int]) -> str:
    """The letter for these values (0–31, at most 30 of them), each place weighing x times the next.

    x⁵ = x² + 1 is primitive: the weights are distinct and not zero, so that any one wrong value and any
    two swapped ones change the letter; so does a swap of the last value with the letter itself.
    """
    check = 0
    for value in values:
        check = _times_x(check ^ value)
    return CROCKFORD[check]


def _times_x(value: int) -> int:
    return value << 1 ^ (0b100101 if value & 16 else 0)
