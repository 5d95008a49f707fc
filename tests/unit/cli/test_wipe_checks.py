"""What is asked before a wipe: each drive's own serial, or its path where the serial is missing or shared."""

import json

import pytest
from msgspec.structs import replace

from coordi_wipe.cli import main, stations
from coordi_wipe.cli.wipe import _check_confirmed
from coordi_wipe.model.drive import Drive, Identity
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.sanitize import policy


def drive(node, serial, **more):
    identity = Identity(
        node=node,
        diskseq=1,
        model="WDC WD10",
        serial=serial,
        wwn="",
        firmware="",
        medium="ata-hdd",
        source="drive" if serial else "none",
        size=1 << 40,
        logical=512,
        physical=512,
    )
    return Drive(replace(identity, **more), transport="sata")


A, B, TWIN, NAMELESS = (
    drive("/dev/sda", "S-A"),
    drive("/dev/sdb", "S-B"),
    drive("/dev/sdc", "S-A"),
    drive("/dev/sdd", ""),
)


def refusal(drives, all_drives, given, named=None):
    """The code and arguments of what is refused; None when all is confirmed."""
    try:
        _check_confirmed(drives, all_drives, given, named or [d.identity.node for d in drives])
    except RefusedError as error:
        return error.reason.code, error.reason.args
    return None


@pytest.mark.parametrize(
    ("drives", "given"),
    [
        ([A], ["S-A"]),
        ([A, B], ["S-B", "S-A"]),
        ([A], ["S-A", "/dev/sda"]),  # its path too: said more, not something else
        ([NAMELESS], ["/dev/sdd"]),
        ([A, NAMELESS], ["/dev/sdd", "S-A"]),
    ],
)
def test_confirmed(drives, given):
    assert refusal(drives, [A, B, NAMELESS], given) is None


@pytest.mark.parametrize(
    ("drives", "given", "code"),
    [
        ([A], [], "not-confirmed"),
        ([A], ["/dev/sda"], "not-confirmed"),  # a path is no serial
        ([A], ["s-a"], "not-confirmed"),
        ([A], ["S-B"], "not-confirmed"),
        ([A, B], ["S-A"], "not-confirmed"),
        ([NAMELESS], [""], "path-not-confirmed"),
        ([A], ["S-A", "S-B"], "confirmed-another"),
        ([A], ["S-A", "/dev/sdb"], "confirmed-another"),
    ],
)
def test_not_confirmed_and_the_number_is_not_told(drives, given, code):
    found = refusal(drives, [A, B, NAMELESS], given)
    assert found is not None
    assert found[0] == code
    assert not {"S-A", "S-B"} & (set(found[1].values()) - set(given))


def test_a_serial_that_two_drives_of_the_machine_show_confirms_neither():
    assert refusal([A], [A, TWIN], ["S-A"]) == (
        "path-not-confirmed",
        {"node": "/dev/sda", "expected": "/dev/sda"},
    )
    assert refusal([A], [A, TWIN], ["/dev/sda"]) is None
    assert refusal([A, TWIN], [A, TWIN], ["/dev/sda"]) == (
        "path-not-confirmed",
        {"node": "/dev/sdc", "expected": "/dev/sdc"},
    )
    assert refusal([A, TWIN], [A, TWIN], ["/dev/sdc", "/dev/sda"]) is None
    assert refusal([A], [TWIN], ["/dev/sdc"]) is not None  # its twin's path


def test_a_path_may_be_repeated_as_it_was_written():
    link = "/dev/disk/by-id/usb-nameless"
    assert refusal([NAMELESS], [A, NAMELESS], [link], [link]) is None


class TwinStation:
    """A machine with two drives of one serial; nothing may begin here."""

    def detect(self, named=(), *, file_drives=False):
        del file_drives
        found = (A, TWIN)
        return tuple(d for name in named for d in found if d.identity.node == name) if named else found

    def plan(self, found, wanted, method):
        return policy.plan(found, wanted, method)

    def start(self, plans, details):
        raise AssertionError("it began", plans, details)

    def catch_up(self):
        return ()


@pytest.mark.parametrize(("language", "said"), [("fr", "ajoutez"), ("en", "add")])
def test_two_drives_with_one_serial_on_the_command_line(monkeypatch, capsys, language, said):
    monkeypatch.setattr(stations, "station", TwinStation)

    code = main.run(["wipe", "/dev/sdc", "--confirm", "S-A", "--json", "--lang", language])

    out, err = capsys.readouterr()
    assert code == 3
    assert [(r["path"], r["reason"]) for r in json.loads(out)["results"]] == [
        ("/dev/sdc", "path-not-confirmed")
    ]
    assert "/dev/sdc" in err.split(said)[1]
