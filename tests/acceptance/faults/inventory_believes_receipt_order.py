"""The red bin believes the order in which certificates came: an old proof sent late clears a failure."""

from django.db.models import Exists, OuterRef

from coordi_wipe.inventory.pages import queries


def _by_receipt(kind="real"):
    proofs = queries._standing_as(queries.certificates(kind), "proven", "accepted", "destroyed").filter(
        drive_serial=OuterRef("drive_serial"), received_at__gt=OuterRef("received_at")
    )
    unproven = queries._standing_as(queries.certificates(kind), "unproven", "rejected")
    return unproven.annotate(settled=Exists(proofs)).exclude(settled=True)


queries.red_bin = _by_receipt
