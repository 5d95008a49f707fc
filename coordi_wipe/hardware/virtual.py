"""Whether this is a virtual machine: systemd-detect-virt's word, and traces of our own.

A wrong "no" would let a made-up drive get a real certificate; a wrong "yes" costs a rehearsal and a question.
So whatever points to a virtual machine makes it one. Whoever hides one on purpose is not
seen (docs/authority.md).
"""

import re
from collections.abc import Callable, Iterator

from coordi_wipe.hardware.host import Host, Output
from coordi_wipe.hardware.process import run

_PCI, _DMI = "/sys/bus/pci/devices", "/sys/class/dmi/id"

_NAMES = (  # systemd's virt.c knows the beginnings of these strings; the names are its names
    (r"QEMU|Standard PC \(|pc-(q35|i440fx)-", "qemu"),
    (r"KVM|OpenStack|KubeVirt", "kvm"),
    (r"VMware", "vmware"),
    (r"innotek|VirtualBox", "oracle"),
    (r"Xen|HVM domU", "xen"),
    (r"Bochs", "bochs"),
    (r"Parallels", "parallels"),
    (r"BHYVE", "bhyve"),
    (r"Virtual Machine$|Hyper-V", "microsoft"),
)
_SMBIOS = (
    "sys_vendor",
    "product_name",
    "product_version",
    "board_vendor",
    "board_name",
    "bios_vendor",
    "chassis_vendor",
)

_DEVICES = (  # pci.ids, as vendor:device subsystem; 1af4:1100 is the subsystem of all that QEMU emulates
    (r".* 1af4:1100", "qemu"),
    (r"(1b36|1234):.*", "qemu"),
    (r"15ad:.*", "vmware"),
    (r"80ee:.*", "oracle"),
    (r"1ab8:.*", "parallels"),
    (r"5853:.*", "xen"),
)


def name(host: Host, run: Callable[..., Output] = run) -> str:
    """The virtual machine we are in, "unknown" where only the processor tells of one; empty on a real PC.

    `run`: starts a program. Raises OSError where nothing can be asked at all.
    """
    return _tool(run) or _by_names(host) or _by_devices(host) or _by_processor(host)


def _tool(run: Callable[..., Output]) -> str:
    try:
        done = run(["systemd-detect-virt", "--vm"], timeout=10)
    except OSError:
        return ""
    said = done.out.decode(errors="replace").strip()
    return "" if said == "none" else said


def _by_names(host: Host) -> str:
    words = "\n".join(_text(host, f"{_DMI}/{field}") for field in _SMBIOS)
    return next((named for sign, named in _NAMES if re.search(rf"^({sign})", words, re.MULTILINE)), "")


def _by_devices(host: Host) -> str:
    devices = list(_devices(host))
    for sign, named in _DEVICES:
        if any(re.fullmatch(sign, device) for device in devices):
            return named
    return ""


def _devices(host: Host) -> Iterator[str]:
    try:
        found = host.list(_PCI)
    except OSError:  # a machine without PCI
        return
    for device in found:
        fields = ("vendor", "device", "subsystem_vendor", "subsystem_device")
        ids = [_text(host, f"{_PCI}/{device}/{one}").removeprefix("0x") for one in fields]
        yield f"{ids[0]}:{ids[1]} {ids[2]}:{ids[3]}"


def _by_processor(host: Host) -> str:
    flags = host.read("/proc/cpuinfo")
    return "unknown" if re.search(rb"^flags\s*:.*\bhypervisor\b", flags, re.MULTILINE) else ""


def _text(host: Host, path: str) -> str:
    try:
        return host.read(path).decode(errors="replace").strip()
    except OSError:
        return ""
