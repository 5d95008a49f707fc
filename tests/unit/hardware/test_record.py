"""Recording and replaying a machine; what is written down holds no serial of anybody's."""

# ruff: noqa: ARG002 (stand-ins for the Host need not look at all that they are told)

import errno
import json

import pytest

from coordi_wipe.hardware import calls
from coordi_wipe.hardware.calls import Call
from coordi_wipe.hardware.disguise import disguise
from coordi_wipe.hardware.process import Finished
from coordi_wipe.hardware.record import RecordingHost
from coordi_wipe.hardware.replay import ReplayHost, UnrecordedCallError
from coordi_wipe.model.drive import Identity

IDENTITY = Identity("/dev/sda", 1, "M", "S", "", "", "ata-hdd", "drive", 10**9, 512, 512)


class Ticking:
    """A machine whose every answer counts up."""

    def __init__(self):
        self.count = 0
        self.claimed = []

    def tick(self):
        self.count += 1
        return self.count

    def run(self, argv, *, timeout):
        if argv[0] == "absent":
            raise OSError(errno.ENOENT, "no such tool", argv[0])
        return Finished(self.tick(), b"caf\xc3\xa9 \xff", b"", 0.5)

    def read(self, path):
        if "absent" in path:
            raise OSError(errno.ENOENT, "no such file", path)
        return str(self.tick()).encode()

    def list(self, path):
        return [str(self.tick())]

    def udev(self, subsystem):
        return [{"DEVNAME": f"/dev/{self.tick()}"}]

    def facts(self, about):
        return {"count": self.tick()}

    def wall(self):
        return float(self.tick())

    def up(self):
        return float(self.tick())

    def claim(self, identity):
        self.claimed.append(identity)


def asked(host):
    """One question of each kind, twice, in another order the second time."""
    first = (host.read("/sys/a"), host.read("/sys/b"), host.run(["x"], timeout=1).code, host.list("/sys"))
    again = (host.run(["x"], timeout=9).out, host.read("/sys/b"), host.read("/sys/a"), host.udev("block"))
    return first, again, host.facts("cpu"), host.wall(), host.up()


def test_what_was_answered_is_answered_again_in_order_for_each_question(tmp_path):
    recording = RecordingHost(Ticking())
    first = asked(recording)
    recording.save(tmp_path)
    replay = ReplayHost.from_folder(tmp_path)
    found = asked(replay)
    assert [tuple(map(as_plain, part)) if isinstance(part, tuple) else part for part in found] == [
        tuple(map(as_plain, part)) if isinstance(part, tuple) else part for part in first
    ]


def as_plain(value):
    return list(value) if isinstance(value, tuple) else value


def test_order_is_kept_for_each_call_and_not_over_all():
    replay = ReplayHost([Call("read", ("a",), "1"), Call("read", ("b",), "x"), Call("read", ("a",), "2")])
    assert [replay.read("a"), replay.read("a"), replay.read("b"), replay.read("a")] == [
        b"1",
        b"2",
        b"x",
        b"2",
    ]


def test_errors_are_recorded_too(tmp_path):
    recording = RecordingHost(Ticking())
    for ask in (lambda host: host.read("/sys/absent"), lambda host: host.run(["absent"], timeout=1)):
        with pytest.raises(OSError, match="absent"):
            ask(recording)
    recording.save(tmp_path)
    with pytest.raises(FileNotFoundError):
        ReplayHost.from_folder(tmp_path).read("/sys/absent")


def test_an_unrecorded_question_is_no_ordinary_error():
    with pytest.raises(UnrecordedCallError, match="read /sys/c"):
        ReplayHost([]).read("/sys/c")
    assert not issubclass(UnrecordedCallError, OSError)


@pytest.mark.parametrize(
    "change",
    [
        lambda host: host.write("/sys/x", b"1"),
        lambda host: host.claim(IDENTITY),
        lambda host: host.suspend(1),
        lambda host: host.peek(IDENTITY, 0, 512),
    ],
)
def test_a_recording_cannot_be_changed_nor_looked_into(change):
    with pytest.raises(OSError, match="recording"):
        change(ReplayHost([]))


def test_a_claim_is_passed_on_and_not_written_down():
    host = Ticking()
    recording = RecordingHost(host)
    recording.claim(IDENTITY)
    assert host.claimed == [IDENTITY]
    assert recording.calls == ()


def test_bytes_that_are_no_text_survive(tmp_path):
    raw = bytes(range(256))
    calls.save(
        tmp_path, [Call("read", ("p",), calls.packed(raw)), Call("read", ("t",), calls.packed(b"a\n"))]
    )
    assert ReplayHost.from_folder(tmp_path).read("p") == raw
    assert ReplayHost.from_folder(tmp_path).read("t") == b"a\n"


# --- disguise ------------------------------------------------------------------------------------------

SERIAL, WWN = "WD-WXK7Q4TBX904", "50014ee2a41b07c3"
EFI = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"
UUID, MAC = "4c4c4544-0051-3410-8051-b7c04f4e5a32", "3c:52:82:aa:01:fe"
SECRETS = (SERIAL, WWN[7:], str(int(WWN[7:], 16)), UUID, MAC, "1A2B-3C4D")


def recorded() -> list[Call]:
    smartctl = {"serial_number": SERIAL, "wwn": {"naa": 5, "oui": 5358, "id": int(WWN[7:], 16)}}
    properties = {
        "ID_MODEL": "WDC_WD40EFRX-68N32N0",
        "ID_SERIAL": f"WDC_WD40EFRX-68N32N0_{SERIAL}",
        "ID_SERIAL_SHORT": SERIAL,
        "ID_WWN": f"0x{WWN}",
        "ID_FS_UUID": "1A2B-3C4D",
        "ID_PART_ENTRY_TYPE": EFI,
        "DEVLINKS": f"/dev/disk/by-id/ata-WDC_WD40EFRX-68N32N0_{SERIAL} /dev/disk/by-id/wwn-0x{WWN}",
    }
    hdparm = (
        f"\tSerial Number:      {SERIAL}\n"
        f"Logical Unit WWN Device Identifier: {WWN}\n\tUnique ID\t: {WWN[7:]}\n"
    )
    return [
        Call("udev", ("block",), [properties]),
        Call("run", ("smartctl", "--json"), {"code": 0, "out": json.dumps(smartctl), "err": ""}),
        Call("run", ("hdparm", "-I", "/dev/sda"), {"code": 0, "out": hdparm, "err": ""}),
        Call("read", ("/sys/class/dmi/id/product_uuid",), f"{UUID.upper()}\n"),
        Call("read", ("/proc/cmdline",), f"root=UUID={UUID} ip={MAC}\n"),
        Call("read", ("/sys/class/dmi/id/product_name",), "OptiPlex 7010\n"),
        Call("read", ("/sys/class/dmi/id/product_serial",), "None\n"),
    ]


def test_no_secret_is_left_and_all_else_is():
    text = json.dumps([[call.args, call.answer] for call in disguise(recorded())])
    for secret in SECRETS:
        assert secret.lower() not in text.lower(), secret
    for public in (
        "WDC_WD40EFRX-68N32N0",
        "OptiPlex 7010",
        "c12a7328-f81f-11d2-ba4b-00a0c93ec93b",
        "None",
        "50014ee",
    ):
        assert public in text


def test_the_same_secret_is_the_same_invention_everywhere():
    udev, smartctl, hdparm, *_ = disguise(recorded())
    properties, told = udev.answer[0], json.loads(smartctl.answer["out"])
    serial, wwn = properties["ID_SERIAL_SHORT"], properties["ID_WWN"].removeprefix("0x")
    assert told["serial_number"] == serial
    assert f"Serial Number:      {serial}\n" in hdparm.answer["out"]
    assert properties["ID_SERIAL"].endswith(f"_{serial}")
    assert properties["DEVLINKS"].endswith(f"wwn-0x{wwn}")
    assert f"{told['wwn']['naa']:x}{told['wwn']['oui']:06x}{told['wwn']['id']:09x}" == wwn


def test_an_invention_has_the_length_and_the_letters_of_what_it_replaces():
    properties = disguise(recorded())[0].answer[0]
    serial = properties["ID_SERIAL_SHORT"]
    assert len(serial) == len(SERIAL)
    shape = [(c.isdigit(), c.isupper(), c == "-") for c in serial]
    assert shape == [(c.isdigit(), c.isupper(), c == "-") for c in SERIAL]
    assert disguise(recorded())[0] != disguise(recorded())[0]  # another one each time
