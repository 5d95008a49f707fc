"""What a trusted stick signed and what contradicts a registered certificate: put aside, within bounds."""

from django.db.models import Sum
from django.db.models.functions import Length
from django.utils import timezone

from coordi_wipe.inventory.certificates.models import Certificate, Quarantined

MOST = 200  # files
MOST_BYTES = 100 << 20


def put(pdf: bytes, digest: str, against: Certificate, signer: str) -> bool:
    """Keeps a file once, the first ones when there are too many; whether it is kept now."""
    if Quarantined.objects.filter(digest=digest).exists():
        return True
    held = Quarantined.objects.aggregate(size=Sum(Length("pdf")))["size"] or 0
    if Quarantined.objects.count() >= MOST or held + len(pdf) > MOST_BYTES:
        return False
    Quarantined.objects.create(digest=digest, against=against, pdf=pdf, signer=signer, at=timezone.now())
    return True
