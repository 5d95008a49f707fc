"""What the inventory keeps: certificates, what was put aside, the log's leaves, decisions.

Nothing here is changed or deleted by the product: decisions are entries of their own.
"""

from django.db import models

REAL, REHEARSAL = "real", "rehearsal"
KINDS = [(REAL, REAL), (REHEARSAL, REHEARSAL)]

ACCEPTED, REJECTED, DESTROYED = "accepted", "rejected", "destroyed"
DECISIONS = [(ACCEPTED, ACCEPTED), (REJECTED, REJECTED), (DESTROYED, DESTROYED)]


class Certificate(models.Model):
    """A certificate that was verified and registered. Sizes in bytes; everything is from the evidence.

    `pc_tag` is `tag` without the drive's part. `ended_at`: when the work ended by the stick's clock, which
    may be wrong. `receipt`: the JSON that was answered, byte for byte. The file is in `document`.
    """

    digest = models.CharField(max_length=64, primary_key=True)  # SHA-256 of the evidence, hexadecimal
    uuid = models.CharField(max_length=36)
    kind = models.CharField(max_length=9, choices=KINDS)
    number = models.CharField(max_length=13, db_index=True)  # 7K3M9-QX2RT-4
    status = models.CharField(max_length=32)  # of the claim: model.evidence.Status
    level = models.CharField(max_length=8)
    technique = models.CharField(max_length=64, blank=True)
    tag = models.CharField(max_length=120, blank=True, db_index=True)
    pc_tag = models.CharField(max_length=120, blank=True, db_index=True)
    drive_model = models.CharField(max_length=120, blank=True)
    drive_serial = models.CharField(max_length=120, blank=True, db_index=True)
    drive_wwn = models.CharField(max_length=120, blank=True)
    drive_size = models.BigIntegerField()
    drive_numbered = models.BooleanField()  # the drive itself told who it is (model.drive.is_numbered)
    machine_vendor = models.CharField(max_length=120, blank=True)
    machine_product = models.CharField(max_length=120, blank=True)
    machine_serial = models.CharField(max_length=120, blank=True)
    lot = models.CharField(max_length=200, blank=True, db_index=True)
    operator = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(db_index=True)
    signer = models.CharField(max_length=200)
    receipt = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "uuid"], name="one_content_for_an_evidence"),)
        ordering = ("-received_at",)

    def __str__(self) -> str:
        return self.number


class Document(models.Model):
    """A certificate's bytes: the signed PDF as received first, and the evidence.json that it holds."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, primary_key=True)
    pdf = models.BinaryField()
    evidence = models.BinaryField()

    def __str__(self) -> str:
        return str(self.certificate_id)


class Quarantined(models.Model):
    """A well-signed certificate whose evidence contradicts a registered one: kept, never believed."""

    digest = models.CharField(max_length=64, unique=True)
    against = models.ForeignKey(Certificate, models.PROTECT, related_name="quarantined")
    pdf = models.BinaryField()
    signer = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest


class Decision(models.Model):
    """What a supervisor decided on a certificate. `entry`: its canonical JSON; its SHA-256 is the leaf."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=9, choices=DECISIONS)
    slip = models.CharField(max_length=64, blank=True)  # the recycler's, of a destroyed drive
    reason = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    entry = models.BinaryField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.certificate_id}"


class LogLeaf(models.Model):
    """A leaf of one of the two logs: `data` is 32 bytes, a certificate's digest or a decision's."""

    kind = models.CharField(max_length=9, choices=KINDS)
    index = models.PositiveBigIntegerField()
    data = models.BinaryField(max_length=32)
    certificate = models.OneToOneField(Certificate, models.PROTECT, null=True, related_name="leaf")
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="leaf")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "index"], name="one_leaf_for_a_place"),
            models.UniqueConstraint(fields=["kind", "data"], name="one_place_for_a_leaf"),
            models.CheckConstraint(
                condition=models.Q(certificate__isnull=False) ^ models.Q(decision__isnull=False),
                name="a_leaf_is_of_one_thing",
            ),
        )
        ordering = ("kind", "index")

    def __str__(self) -> str:
        return f"{self.kind} {self.index}"
