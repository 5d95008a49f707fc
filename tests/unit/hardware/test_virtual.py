"""A virtual machine is one, whatever says so. Answers recorded in guests of QEMU 7.2 (TCG) with Debian's 6.12
kernel, and on real PCs."""

# ruff: noqa: ARG002 (stand-ins need not look at all that they are told)

from types import SimpleNamespace

import pytest

from coordi_wipe.hardware import machine, virtual

DMI, PCI = "/sys/class/dmi/id/", "/sys/bus/pci/devices/"

Q35 = {
    "sys_vendor": "QEMU",
    "product_name": "Standard PC (Q35 + ICH9, 2009)",
    "product_version": "pc-q35-7.2",
    "bios_vendor": "SeaBIOS",
    "chassis_vendor": "QEMU",
}
Q35_DEVICES = (
    "8086 29c0 1af4 1100",
    "1234 1111 1af4 1100",
    "8086 10d3 8086 0000",
    "8086 2922 1af4 1100",
    "1b36 0010 1af4 1100",
    "1af4 1005 1af4 0004",
)
# -cpu max,hypervisor=off -smbios type=0…3 with a laptop's words
DRESSED = {
    "sys_vendor": "Dell Inc.",
    "product_name": "Latitude E7470",
    "product_version": "1",
    "board_vendor": "Dell",
    "board_name": "0T6HHJ",
    "bios_vendor": "Dell",
    "chassis_vendor": "Dell",
}
DRESSED_DEVICES = ("8086 29c0 1af4 1100", "8086 10d3 8086 0000")
LAPTOP_DEVICES = ("8086 1904 1028 06dc", "8086 9d03 1028 06dc", "8086 24f3 8086 0130")


def named(pc):
    return virtual.name(pc, pc.run)


class Pc:
    """`said`: systemd-detect-virt's word, None where it is not installed."""

    def __init__(self, said, dmi=None, devices=(), flags="fpu vme de"):
        self.said, self.files = said, {DMI + key: value for key, value in (dmi or {}).items()}
        self.files["/proc/cpuinfo"] = f"processor\t: 0\nmodel name\t: x\nflags\t\t: {flags}\n"
        self.devices = [f"0000:00:{place:02x}.0" for place in range(len(devices))]
        for device, ids in zip(self.devices, devices, strict=True):
            for field, value in zip(
                ("vendor", "device", "subsystem_vendor", "subsystem_device"), ids.split(), strict=True
            ):
                self.files[f"{PCI}{device}/{field}"] = f"0x{value}\n"

    def run(self, argv, *, timeout):
        assert (list(argv), timeout) == (["systemd-detect-virt", "--vm"], 10)
        if self.said is None:
            raise FileNotFoundError(2, "No such file or directory", argv[0])
        return SimpleNamespace(out=self.said)

    def read(self, path):
        if path not in self.files:
            raise FileNotFoundError(2, "No such file or directory", path)
        return self.files[path].encode()

    def list(self, path):
        if path + "/" != PCI or not self.devices:
            raise FileNotFoundError(2, "No such file or directory", path)
        return self.devices

    def udev(self, subsystem):
        return ()

    def facts(self, about):
        return {"virtual": named(self)} if about == "boot" else {}


@pytest.mark.parametrize("said", [b"qemu\n", b"none\n", b"", None])
def test_qemu_without_kvm_is_one_with_and_without_the_tool(said):
    pc = Pc(said, Q35, Q35_DEVICES, "fpu hypervisor lahf_lm")
    assert machine.read(pc).virtual == "qemu"


def test_one_that_is_dressed_as_a_laptop_is_seen_by_its_tool_or_by_its_devices():
    assert named(Pc(b"vm-other\n", DRESSED, DRESSED_DEVICES)) == "vm-other"  # SMBIOS: the VM bit
    assert named(Pc(b"none\n", DRESSED, DRESSED_DEVICES)) == "qemu"


@pytest.mark.parametrize(
    ("dmi", "expected"),
    [
        ({"product_name": "KVM"}, "kvm"),
        ({"sys_vendor": "VMware, Inc.", "product_name": "VMware Virtual Platform"}, "vmware"),
        ({"sys_vendor": "innotek GmbH", "product_name": "VirtualBox"}, "oracle"),
        ({"sys_vendor": "Xen", "product_name": "HVM domU"}, "xen"),
        ({"sys_vendor": "Microsoft Corporation", "product_name": "Virtual Machine"}, "microsoft"),
        ({"sys_vendor": "Parallels Software International Inc."}, "parallels"),
        ({"board_name": "Standard PC (i440FX + PIIX, 1996)"}, "qemu"),
        ({"product_version": "pc-i440fx-9.2"}, "qemu"),
    ],
)
def test_makers_names_of_virtual_machines(dmi, expected):
    assert named(Pc(b"none\n", dmi)) == expected


@pytest.mark.parametrize(
    ("said", "flags", "expected"),
    [
        (b"kvm\n", "fpu", "kvm"),
        (b"none\n", "fpu", ""),
        (b"none\n", "fpu hypervisor", "unknown"),  # the tool may be wrong
        (b"", "fpu hypervisor", "unknown"),  # it could not tell
        (None, "fpu hypervisor", "unknown"),  # it is not installed
        (b"", "fpu", ""),
    ],
)
def test_the_processors_own_word(said, flags, expected):
    assert named(Pc(said, DRESSED, LAPTOP_DEVICES, flags)) == expected


@pytest.mark.parametrize(
    "dmi",
    [
        DRESSED,
        {"sys_vendor": "Microsoft Corporation", "product_name": "Surface Pro 7", "bios_vendor": "Microsoft"},
        {"sys_vendor": "Google", "product_name": "Eve", "bios_vendor": "coreboot"},
        {"sys_vendor": "To be filled by O.E.M.", "product_name": "System Product Name"},
        {},
    ],
)
def test_a_real_pc_is_none(dmi):
    assert machine.read(Pc(b"none\n", dmi, LAPTOP_DEVICES)).virtual == ""


def test_not_to_know_is_no_no():
    pc = Pc(b"none\n")
    del pc.files["/proc/cpuinfo"]
    assert machine.read(pc).virtual == "unknown"
