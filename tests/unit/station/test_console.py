"""The size of the letters: by one key, never so large that the screens no longer fit."""

import errno

import pytest

from coordi_wipe.hardware import harmless
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.hardware.process import Finished
from coordi_wipe.station import console


class Machine(LinuxHost):
    """One that keeps what it was told to run, and answers this."""

    def __init__(self, answer=None):
        super().__init__(frozenset())
        self.ran, self._answer = [], answer or Finished(0, b"", b"", 0.0)

    def run(self, argv, *, timeout):
        assert timeout > 0
        harmless.check(argv)
        self.ran.append(list(argv))
        if isinstance(self._answer, OSError):
            raise self._answer
        return self._answer

    @property
    def fonts(self):
        assert all(argv[:3] == ["setfont", "-C", "/dev/tty1"] for argv in self.ran)
        return ["double" if "16x32" in argv[3] else "normal" for argv in self.ran]


def test_the_key_goes_there_and_back(tmp_path):
    host = Machine()
    assert console.change(host, tmp_path, 240, 67) is None
    assert console.change(host, tmp_path, 120, 33) is None
    assert console.change(host, tmp_path, 240, 67) is None
    assert host.fonts == ["double", "normal", "double"]


@pytest.mark.parametrize(("columns", "lines"), [(80, 25), (128, 48), (240, 45)])
def test_letters_that_would_leave_no_room_for_the_screens_are_refused(tmp_path, columns, lines):
    host = Machine()
    assert console.change(host, tmp_path, columns, lines).code == "tui.letters-too-large"
    assert host.ran == []


@pytest.mark.parametrize(
    "answer",
    [
        Finished(71, b"", b"setfont: putfont: Invalid argument\n", 0.0),
        OSError(errno.ENOENT, "No such file or directory", "setfont"),
    ],
)
def test_what_the_console_does_not_do_is_said_and_it_is_asked_again(tmp_path, answer):
    host = Machine(answer)
    for _ in range(2):
        assert console.change(host, tmp_path, 240, 67).code == "tui.letters-stay"
    assert host.fonts == ["double", "double"]


def test_a_wide_console_begins_with_large_letters_until_a_person_chooses(tmp_path):
    host = Machine()
    console.begin(host, tmp_path, 480)
    console.begin(host, tmp_path, 240)  # the screens were started again, on what is wide no more
    assert host.fonts == ["double", "double"]
    console.change(host, tmp_path, 240, 67)
    console.begin(host, tmp_path, 480)  # and a person likes them small
    assert host.fonts == ["double", "double", "normal", "normal"]


def test_an_ordinary_console_gets_our_letters_too_before_anything_is_painted(tmp_path):
    host = Machine()
    console.begin(host, tmp_path, 199)
    assert host.fonts == ["normal"]
    assert console.change(host, tmp_path, 199, 60) is None
    assert host.fonts == ["normal", "double"]


def test_a_driver_that_takes_the_console_over_is_seen(monkeypatch):
    host = Machine()
    there = {"/sys/class/vtconsole/vtcon0/bind": b"1\n", "/sys/class/graphics/fb0/name": b"simpledrmdrmfb\n"}
    monkeypatch.setattr(
        host,
        "list",
        lambda path: sorted({one[len(path) + 1 :].split("/")[0] for one in there if path in one}),
    )
    monkeypatch.setattr(host, "read", lambda path: there[path])
    before = console.signs(host)
    assert before == console.signs(host)
    there["/sys/class/graphics/fb0/name"] = b"i915drmfb\n"
    assert console.signs(host) != before


def test_a_machine_without_either_shows_no_sign(monkeypatch):
    host = Machine()

    def nothing(_):
        raise OSError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(host, "list", nothing)
    assert console.signs(host) == ()
