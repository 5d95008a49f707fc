"""A decision is entered over another that its supervisor has not read."""

from coordi_wipe.inventory import opening

_open = opening._open


def _opened(data):
    """Tables can be asked for once Django is set up."""
    _open(data)
    from coordi_wipe.inventory.pages.views import certificates

    certificates._seen = lambda request: None  # noqa: ARG005 - blind on purpose


opening._open = _opened
