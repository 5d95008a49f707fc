"""The red bin believes the order in which certificates came: an old proof sent late clears a failure."""

from coordi_wipe.inventory import opening

_open = opening._open


def _opened(data):
    """Tables can be asked for once Django is set up."""
    _open(data)
    from django.db.models import Exists, OuterRef

    from coordi_wipe.inventory.pages import queries

    def by_receipt(kind="real"):
        proofs = queries._standing_as(queries.certificates(kind), "proven", "accepted").filter(
            drive_serial=OuterRef("drive_serial"), received_at__gt=OuterRef("received_at")
        )
        unproven = queries._standing_as(queries.certificates(kind), "unproven", "rejected")
        return unproven.annotate(settled=Exists(proofs)).exclude(settled=True)

    queries.red_bin = by_receipt


opening._open = _opened
