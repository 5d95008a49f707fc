"""hdparm's words: every combination of the Security section, and answers that are no answer."""

import itertools
import re

import pytest

from coordi_wipe.hardware import ata

HEAD = """
/dev/sda:

ATA device, with non-removable media
\tModel Number:       WDC  XYZ-00A\x20\x20\x20\x20
\tSerial Number:      WX-1234567
\tFirmware Revision:  01.01A01
\tLBA    user addressable sectors:   268435455
\tLBA48  user addressable sectors:  1953525168
\tLogical  Sector size:                   512 bytes
\tPhysical Sector size:                  4096 bytes
\tNominal Media Rotation Rate: 5400
"""
WORDS = ("supported", "enabled", "locked", "frozen", "expired: security count", "supported: enhanced erase")


def page(body: str = "", tail: str = "Checksum: correct\n") -> bytes:
    return (HEAD + body + tail).encode()


def section(present) -> str:
    return "Security: \n" + "".join(
        f"\t{'' if there else 'not'}\t{word}\n" for word, there in zip(WORDS, present, strict=True)
    )


@pytest.mark.parametrize("present", [*itertools.product((True, False), repeat=6)])
def test_not_stands_in_its_own_column(present):
    found = ata.security(page(section(present)))
    read = (found.supported, found.enabled, found.locked, found.frozen, found.expired, found.enhanced)
    assert read == present


@pytest.mark.parametrize(("tab", "blank"), [("\t", "  "), ("\t", "\N{NO-BREAK SPACE} "), ("\n", "\r\n")])
def test_blanks_of_every_kind(tab, blank):
    expected = ata.security(page(section((True, False, False, True, False, True))))
    assert (
        ata.security(
            page(section((True, False, False, True, False, True))).decode().replace(tab, blank).encode()
        )
        == expected
    )


def test_no_section_is_not_no_password():
    assert ata.security(page()) is None
    assert ata.identify(page()).security is None


def test_level_and_times():
    text = section((True, True, False, False, False, True)) + "\tSecurity level maximum\n"
    found = ata.security(
        page(text + "\t6min for SECURITY ERASE UNIT. 32min for ENHANCED SECURITY ERASE UNIT. \n")
    )
    assert (found.maximum, found.erase_minutes, found.enhanced_minutes) == (True, 6, 32)
    lone = ata.security(page(section((True,) * 6) + "\t80min for SECURITY ERASE UNIT.\n"))
    assert (lone.maximum, lone.erase_minutes, lone.enhanced_minutes) == (False, 80, None)


def test_identity_and_the_size_beyond_28_bits():
    found = ata.identify(page())
    assert (found.model, found.serial, found.firmware) == ("WDC  XYZ-00A", "WX-1234567", "01.01A01")
    assert (found.size, found.logical, found.physical, found.rotation) == (1_000_204_886_016, 512, 4096, 5400)


def test_native_4k():
    text = HEAD.replace("                   512 bytes", "                  4096 bytes").replace(
        "1953525168", " 244190646"
    )
    found = ata.identify(text.encode())
    assert (found.size, found.logical, found.physical) == (1_000_204_886_016, 4096, 4096)


@pytest.mark.parametrize(
    ("line", "rotation"),
    [
        ("Nominal Media Rotation Rate: Solid State Device", 0),
        ("Nominal Media Rotation Rate: 15015", 15015),
        ("Nominal Media Rotation Rate: 1025", 1025),
        ("Nominal Media Rotation Rate: 1024", None),  # reserved
        ("Nominal Media Rotation Rate: 2", None),
        ("Form Factor: 2.5 inch", None),
    ],
)
def test_word_217(line, rotation):
    text = re.sub("Nominal.*", line, HEAD)
    assert ata.identify(text.encode()).rotation == rotation


@pytest.mark.parametrize(
    "printed",
    [
        b"",
        b"/dev/sda: No such file or directory\n",
        page(tail="Integrity word not set (found 0x5254, expected 0xe3a5)\n"),
        page(tail="Checksum: NOT correct\n"),
        page().replace(b"WX-1234567", b"\x07\x11\xf0"),
        page().replace(b"1953525168", b"0").replace(b"268435455", b"0"),
        re.sub(rb"Model Number:.*", b"Model Number:", page()),
    ],
)
def test_rubbish_is_nobody(printed):
    assert ata.identify(printed) is None


def test_drives_before_ata_5_have_no_checksum():
    assert ata.identify(page(tail="Integrity word not set (found 0x0000, expected 0x55a5)\n")) is not None


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        (" max sectors   = 976771055/976773168, HPA is enabled", (976771055, 976773168)),
        (" max sectors   = 976773168/976773168, ACCESSIBLE MAX ADDRESS disabled", (976773168, 976773168)),
        (" max sectors   = 0/1, HPA is enabled", None),  # a stick without the command
        (" max sectors   = 9/8, HPA is enabled", None),
        ("The running kernel lacks CONFIG_IDE_TASK_IOCTL support", None),
    ],
)
def test_hidden_sectors_by_the_numbers(line, numbers):
    found = ata.sectors(f"\n/dev/sda:\n{line}\n".encode())
    assert (found and (found.visible, found.native)) == numbers


def test_overlay():
    good = b"/dev/sda:\nDCO Checksum verified.\n\tReal max sectors: 23437770752\n"
    assert ata.overlay(good) == 23437770752
    assert (
        ata.overlay(good.replace(b"verified.", b"FAILED!").replace(b"DCO Checksum", b"DCO Checksum")) is None
    )
    assert ata.overlay(b"SG_IO: bad/missing sense data\n") is None
