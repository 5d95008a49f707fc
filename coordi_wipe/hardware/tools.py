"""Which tool comes from which Debian package, and in which version it is here."""

from collections.abc import Sequence

from coordi_wipe.hardware.host import Host
from coordi_wipe.model.drive import Medium
from coordi_wipe.model.errors import MissingError

PACKAGES = {
    "blkid": "util-linux",
    "blockdev": "util-linux",
    "hdparm": "hdparm",
    "losetup": "mount",
    "mmc": "mmc-utils",
    "nvme": "nvme-cli",
    "sedutil-cli": "sedutil",
    "sg_sanitize": "sg3-utils",
    "smartctl": "smartmontools",
}
"""Debian trixie's package of each tool."""

_TIMEOUT = 20.0
_FORMAT = "${Package}\t${db:Status-Abbrev}\t${Version}\n"


def versions(host: Host, names: Sequence[str]) -> dict[str, str]:
    """The Debian version of each of these tools that is installed, by tool; the others are left out."""
    packages = sorted({PACKAGES[name] for name in names})
    try:
        listed = host.run(["dpkg-query", "--show", f"--showformat={_FORMAT}", *packages], timeout=_TIMEOUT)
    except OSError:  # not a Debian
        return {}
    lines = [line.split("\t") for line in listed.out.decode(errors="replace").splitlines()]
    installed = {fields[0]: fields[2] for fields in lines if len(fields) == 3 and fields[1].startswith("ii")}
    return {name: installed[PACKAGES[name]] for name in names if PACKAGES[name] in installed}


def needed(medium: Medium) -> tuple[str, ...]:
    """The tools that a plan for this medium needs: without them, a drive would be known and wiped by less."""
    if medium in ("loop", "file", "virtual"):
        return ()
    if medium in ("ata-hdd", "ata-sshd", "ata-ssd"):
        return ("blockdev", "hdparm", "smartctl")
    if medium == "nvme":
        return ("blockdev", "nvme", "smartctl")
    return ("blockdev",) if medium in ("emmc", "sd") else ("blockdev", "smartctl")


def require(host: Host, names: Sequence[str]) -> None:
    """Raises MissingError naming the packages of those tools that cannot be run here."""
    missing = sorted({PACKAGES[name] for name in names if not _runs(host, name)})
    if missing:
        raise MissingError("packages-missing", packages=" ".join(missing))


def _runs(host: Host, name: str) -> bool:
    try:
        host.run([name, "--version"], timeout=_TIMEOUT)
    except OSError:
        return False
    return True
