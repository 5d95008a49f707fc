"""A certificate as lists show it: with its standing."""

from collections.abc import Iterable
from typing import NamedTuple

from coordi_wipe.inventory.certificates.models import Certificate
from coordi_wipe.inventory.pages.standing import Standing, standing


class Row(NamedTuple):
    """One line of a list."""

    certificate: Certificate
    standing: Standing


def rows(certificates: Iterable[Certificate]) -> list[Row]:
    """The lines of these certificates, in their order."""
    return [Row(certificate, standing(certificate)) for certificate in certificates]
