"""Tools, their packages and versions."""

# ruff: noqa: ARG002 (stand-ins for the Host need not look at all that they are told)

import errno
import typing

import pytest

from coordi_wipe.hardware import tools
from coordi_wipe.hardware.process import Finished
from coordi_wipe.model.drive import Medium
from coordi_wipe.model.errors import MissingError


class Debian:
    """dpkg-query with two packages, one of them removed; and only some tools that run."""

    def __init__(self, *there):
        self.there, self.asked = there, []

    def run(self, argv, *, timeout):
        self.asked.append(argv)
        if argv[0] == "dpkg-query":
            out = b"hdparm\tii \t9.65+ds-1.1\nsmartmontools\trc \t7.4-3\nutil-linux\tii \t2.41-5\n"
            return Finished(1, out, b"dpkg-query: no packages found matching nvme-cli\n", 0.01)
        if argv[0] not in self.there:
            raise OSError(errno.ENOENT, "no such tool", argv[0])
        return Finished(0, b"", b"", 0.01)


def test_versions_of_what_is_installed_asked_at_once():
    host = Debian()
    assert tools.versions(host, ("hdparm", "smartctl", "nvme", "blockdev", "blkid")) == {
        "hdparm": "9.65+ds-1.1",
        "blockdev": "2.41-5",
        "blkid": "2.41-5",
    }
    assert len(host.asked) == 1


def test_missing_tools_are_named_by_package():
    with pytest.raises(MissingError) as raised:
        tools.require(Debian("hdparm"), ("hdparm", "nvme", "smartctl"))
    assert raised.value.reason.args == {"packages": "nvme-cli smartmontools"}
    assert raised.value.exit_code == 4
    tools.require(Debian("hdparm"), ("hdparm",))


def test_no_dpkg_no_versions():
    class NoDebian:
        def run(self, argv, *, timeout):
            raise OSError(errno.ENOENT, "no such tool", argv[0])

    assert tools.versions(NoDebian(), ("hdparm",)) == {}


@pytest.mark.parametrize(
    ("medium", "packages"),
    [
        ("ata-ssd", "hdparm smartmontools util-linux"),
        ("nvme", "nvme-cli smartmontools util-linux"),
        ("scsi-hdd", "smartmontools util-linux"),
        ("usb-nvme", "smartmontools util-linux"),
        ("sd", "util-linux"),
        ("file", ""),
    ],
)
def test_what_a_medium_needs_is_asked_for_by_package(medium, packages):
    if not packages:
        assert tools.needed(medium) == ()
        return
    with pytest.raises(MissingError) as raised:
        tools.require(Debian(), tools.needed(medium))
    assert raised.value.reason.args == {"packages": packages}


def test_every_tool_that_is_needed_has_a_package():
    for medium in typing.get_args(Medium):
        assert set(tools.needed(medium)) <= set(tools.PACKAGES)
