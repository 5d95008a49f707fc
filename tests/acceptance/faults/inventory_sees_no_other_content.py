"""No certificate contradicts another: a job's second content is looked for nowhere."""

from coordi_wipe.inventory import opening

_open = opening._open


def _opened(data):
    """Tables can be asked for once Django is set up."""
    _open(data)
    from django.db.models import Q

    from coordi_wipe.inventory.certificates import receiving

    receiving.Q = lambda **_: Q(digest="of none")


opening._open = _opened
