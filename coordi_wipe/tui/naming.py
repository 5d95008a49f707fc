"""Which drive an entry names: by the number on the drive's own label, whole or its last four characters."""

from collections.abc import Sequence

from coordi_wipe.model import keyboard
from coordi_wipe.model.base import Reason
from coordi_wipe.model.keyboard import Console
from coordi_wipe.tui.world import Offer

_END_OF_NUMBER = 4
_BUS = {"usb", "mmc"}  # may be anything, plugged in anywhere: its own label decides


def by_label(offers: tuple[Offer, ...]) -> bool:
    """Whether each drive's own label has to be read: there are several, or one may be anything on USB."""
    return len(offers) > 1 or any(_is_loose_bus(offer) for offer in offers)


def _is_loose_bus(offer: Offer) -> bool:
    return offer.drive.transport in _BUS and offer.drive.identity.medium != "emmc"  # that one is soldered


def own_number(offer: Offer) -> str:
    """The serial number that stands on the drive's own label; empty where there is none to be read: a
    bridge tells its own number, and a soldered drive has no label."""
    identity = offer.drive.identity
    if identity.source != "drive" or identity.medium == "emmc":
        return ""
    return identity.serial.strip().upper()


def end_of_number(offer: Offer) -> str:
    """The last four characters of a drive's number; empty where it has none of its own."""
    return own_number(offer)[-_END_OF_NUMBER:]


def named(text: str, offers: Sequence[Offer], layout: Console | None = None) -> list[Offer]:
    """The drives that this entry names, by the whole number or its end.

    What stands there as it is goes before what a scanner may have meant, and the whole before the end.
    """
    for words in ((text.strip().upper(),), keyboard.readings(text, layout)):
        for part in (own_number, end_of_number):
            found = [offer for offer in offers if part(offer) and part(offer) in words]
            if found:
                return found
    return []


def not_one(found: Sequence[Offer]) -> Reason:
    """Why an entry names no drive, or more than one."""
    if not found:
        return Reason("tui.no-such-end")
    same = len({own_number(offer) for offer in found}) == 1
    return Reason("tui.same-numbers" if same else "tui.two-such-ends")
