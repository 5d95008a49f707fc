"""The decision table's firmware rows: which techniques are worth trying on which medium, best first.

Source: SANITIZATION.md, "Decision table", after NIST SP 800-88 Rev. 1 (Annex A) and IEEE 2883-2022. What each
may claim is model/levels.py's.
"""

from coordi_wipe.model.drive import Medium

Way = tuple[str, str]
"""A technique and its kind."""

_NVME: tuple[Way, ...] = (
    ("nvme-sanitize", "crypto+block"),
    ("nvme-sanitize", "block"),
    ("nvme-sanitize", "crypto"),
    ("nvme-sanitize", "overwrite"),
    ("nvme-format", "ses-2"),
    ("nvme-format", "ses-1"),
)

WAYS: dict[Medium, tuple[Way, ...]] = {
    "ata-hdd": (("ata-sanitize", "overwrite"), ("ata-sanitize", "crypto")),
    "ata-sshd": (("ata-sanitize", "overwrite"),),
    "ata-ssd": (
        ("ata-sanitize", "crypto+block"),
        ("ata-sanitize", "block"),
        ("ata-sanitize", "crypto"),
        ("ata-security-erase", "enhanced"),
        ("ata-security-erase", "normal"),
    ),
    "nvme": _NVME,
    "scsi-hdd": (("scsi-sanitize", "overwrite"), ("scsi-sanitize", "crypto")),
    "scsi-ssd": (("scsi-sanitize", "crypto+block"), ("scsi-sanitize", "block"), ("scsi-sanitize", "crypto")),
    "emmc": (("emmc-sanitize", "erase+sanitize"), ("emmc-sanitize", "secure-erase")),
}
"""Best first; the overwrite comes after all of them. Media without a row have no firmware erase here."""

NEVER_OVER_USB = frozenset({"ata-security-erase"})
"""A password that an adapter loses on the way would lock a drive for good."""

ONLY_BY_NAME: dict[Medium, tuple[Way, ...]] = {
    # a password, hours of blocking and firmware trouble, for what one verified overwrite gives as well
    "ata-hdd": (("ata-security-erase", "enhanced"), ("ata-security-erase", "normal")),
    "ata-sshd": (("ata-security-erase", "enhanced"), ("ata-security-erase", "normal")),
}
"""Taken only where somebody asks for them (`--method`)."""
