"""What a drive's own firmware says that it can erase. Nothing of it is believed before canaries are gone.

Sources: ACS-4, 7.12 (IDENTIFY DEVICE, words 59 and 128); NVM Express Base 2.0c, 5.17.2.1 (SANICAP, OACS,
FNA); SBC-4, 5.31; JESD84-B51, 7.4 (SEC_FEATURE_SUPPORT).
"""

from typing import Protocol

from coordi_wipe.hardware import ata, ata_erase, mmc, nvme_erase, scsi_erase
from coordi_wipe.hardware.ata import Security
from coordi_wipe.model.drive import Ability, Hindrance


def of_ata(printed: bytes, state: bytes = b"", *, usb: bool = False) -> tuple[Ability, ...]:
    """`hdparm -I`, and `hdparm --sanitize-status` where it was asked. Behind an adapter no password is set: a
    drive that it loses on the way would stay locked."""
    security = ata.security(printed)
    return (*_sanitize(printed, state, security), *_security_erase(security, usb=usb))


def _sanitize(printed: bytes, state: bytes, security: Security | None) -> tuple[Ability, ...]:
    said = ata_erase.sanitize_support(printed)
    if said is None:
        return ()
    locked = security is not None and security.locked  # SANITIZE is refused then (ACS-4, 7.36)
    frozen = ata_erase.sanitize_status(state).phase == "frozen"
    hindrance: Hindrance = "locked" if locked else "frozen" if frozen else ""
    return _kinds("ata-sanitize", said, hindrance)


class _Sanitizes(Protocol):
    """What every command set says of SANITIZE in words of its own."""

    @property
    def crypto(self) -> bool: ...
    @property
    def block(self) -> bool: ...
    @property
    def overwrite(self) -> bool: ...


def _kinds(technique: str, said: _Sanitizes, hindrance: Hindrance = "") -> tuple[Ability, ...]:
    kinds = (
        ("crypto+block", said.crypto and said.block),
        ("block", said.block),
        ("crypto", said.crypto),
        ("overwrite", said.overwrite),
    )
    return tuple(Ability(technique, kind, hindrance=hindrance) for kind, there in kinds if there)


def _security_erase(security: Security | None, *, usb: bool) -> tuple[Ability, ...]:
    if security is None or not security.supported:
        return ()
    hindrance = "over-usb" if usb else _hindrance(security)
    kinds = (
        ("enhanced", security.enhanced, security.enhanced_minutes),
        ("normal", True, security.erase_minutes),
    )
    return tuple(
        Ability("ata-security-erase", kind, (minutes or 0) * 60.0, hindrance)
        for kind, there, minutes in kinds
        if there
    )


def _hindrance(security: Security) -> Hindrance:
    """What keeps a password from being set. A drive that is locked may hold ours: that is tried later."""
    if security.frozen:
        return "frozen"
    if security.expired:
        return "expired"
    if security.locked:
        return "locked"
    return "enabled" if security.enabled else ""


def of_nvme(printed: bytes) -> tuple[Ability, ...]:
    """`nvme id-ctrl -o json`."""
    said = nvme_erase.erases(printed)
    if said is None:
        return ()
    formats = (("ses-2", said.formats and said.format_crypto), ("ses-1", said.formats))
    return (
        *_kinds("nvme-sanitize", said),
        *(Ability("nvme-format", kind) for kind, there in formats if there),
    )


def of_scsi(printed: bytes) -> tuple[Ability, ...]:
    """`sg_opcodes`."""
    said = scsi_erase.supported(printed)
    return () if said is None else _kinds("scsi-sanitize", said)


def of_emmc(printed: bytes) -> tuple[Ability, ...]:
    """`mmc extcsd read`."""
    said = mmc.registers(printed)
    if said is None:
        return ()
    kinds = (("erase+sanitize", said.sanitizes), ("secure-erase", said.secure))
    return tuple(Ability("emmc-sanitize", kind) for kind, there in kinds if there)
