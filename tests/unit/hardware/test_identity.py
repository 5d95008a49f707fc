"""Who a drive is: where it hangs, names that lie, and what an adapter may claim."""

# ruff: noqa: ARG002 (stand-ins for the Host need not look at all that they are told)

import errno
import json

import pytest

from coordi_wipe.hardware.blocks import BlockDevice, clean_wwn
from coordi_wipe.hardware.identity import decoded, seen
from coordi_wipe.hardware.process import Finished
from coordi_wipe.hardware.transport import transport

PCI = "/sys/devices/pci0000:00/0000:00:17.0"
SIZE = 1_000_204_886_016
USB = f"{PCI}/usb2/2-1/2-1:1.0/host7/target7:0:0/7:0:0:0/block/sdx"


class Machine:
    """Files and printed answers; everything else is not there. `asked` keeps the commands."""

    def __init__(self, files=None, printed=None):
        self.files, self.printed, self.asked = files or {}, printed or {}, []

    def read(self, path):
        if path not in self.files:
            raise OSError(errno.ENOENT, "no such file", path)
        return self.files[path].encode()

    def list(self, path):
        found = {p[len(path) + 1 :].split("/")[0] for p in self.files if p.startswith(f"{path}/")}
        if not found:
            raise OSError(errno.ENOENT, "no such folder", path)
        return sorted(found)

    def run(self, argv, *, timeout):
        self.asked.append(argv)
        if argv not in self.printed:
            raise OSError(errno.ENOENT, "no such tool", argv[0])
        return Finished(0, self.printed[argv].encode(), b"", 0.0)


def device(name="sdx", path=f"{PCI}/ata1/host0/target0:0:0/0:0:0:0/block/sdx", **fields):
    base = {"size": SIZE, "removable": False, "properties": {}} | fields
    return BlockDevice(
        name=name,
        node=f"/dev/{name}",
        disk=name,
        number="8:1",
        path=path,
        logical=512,
        physical=512,
        diskseq=1,
        read_only=False,
        **base,
    )


def info(protocol, **fields) -> str:
    base = {"device": {"protocol": protocol, "type": "sat"}, "model_name": "M", "serial_number": "S"}
    return json.dumps(base | {"user_capacity": {"bytes": SIZE}, "logical_block_size": 512} | fields)


@pytest.mark.parametrize(
    ("name", "path", "way"),
    [
        ("sda", f"{PCI}/ata1/host0/target0:0:0/0:0:0:0/block/sda", "sata"),
        ("sda", USB, "usb"),
        ("sda", f"{PCI}/host1/port-1:0/end_device-1:0/target1:0:0/1:0:0:0/block/sda", "sas"),
        ("sda", "/sys/devices/platform/host3/session1/target3:0:0/3:0:0:0/block/sda", "iscsi"),
        ("sda", f"{PCI}/host2/rport-2:0-1/target2:0:0/2:0:0:0/block/sda", "fc"),
        ("sda", f"{PCI}/virtio2/host6/target6:0:0/6:0:0:0/block/sda", "scsi"),
        ("sda", "/sys/devices/platform/soc/1d84000.ufshc/host0/target0:0:0/0:0:0:0/block/sda", "ufs"),
        ("sda", f"{PCI}/fw1/fw1.0/host9/target9:0:0/9:0:0:0/block/sda", "firewire"),
        ("vda", f"{PCI}/virtio1/block/vda", "virtio"),
        ("loop0", "/sys/devices/virtual/block/loop0", "loop"),
        ("nbd0", "/sys/devices/virtual/block/nbd0", "nbd"),
        ("rbd0", "/sys/devices/rbd/0/block/rbd0", "rbd"),
        ("drbd1", "/sys/devices/virtual/block/drbd1", "drbd"),
        ("md127", "/sys/devices/virtual/block/md127", "md"),
        ("dm-0", "/sys/devices/virtual/block/dm-0", "dm"),
        ("bcache0", "/sys/devices/virtual/block/bcache0", "bcache"),
        ("zd0", "/sys/devices/virtual/block/zd0", "zvol"),
        ("zram0", "/sys/devices/virtual/block/zram0", "ram"),
        ("sr0", f"{PCI}/ata2/host1/target1:0:0/1:0:0:0/block/sr0", "optical"),
        ("mmcblk0", f"{PCI}/mmc_host/mmc0/mmc0:0001/block/mmcblk0", "mmc"),
        ("xyz0", "/sys/devices/virtual/block/xyz0", ""),
    ],
)
def test_where_a_drive_hangs(name, path, way):
    assert transport(Machine(), device(name, path)) == way


def test_nvme_by_what_carries_it():
    direct = device("nvme0n1", f"{PCI}/0000:03:00.0/nvme/nvme0/nvme0n1")
    assert transport(Machine({"/sys/class/nvme/nvme0/transport": "pcie\n"}), direct) == "nvme"
    assert transport(Machine({"/sys/class/nvme/nvme0/transport": "tcp\n"}), direct) == "nvme-fabrics"
    shared = device("nvme1n1", "/sys/devices/virtual/nvme-subsystem/nvme-subsys1/nvme1n1")
    files = {
        "/sys/class/nvme-subsystem/nvme-subsys1/nvme1/x": "",
        "/sys/class/nvme-subsystem/nvme-subsys1/nvme2/x": "",
        "/sys/class/nvme/nvme1/transport": "pcie\n",
        "/sys/class/nvme/nvme2/transport": "rdma\n",
    }
    assert transport(Machine(files), shared) == "nvme-fabrics"  # one way over a network is enough
    assert transport(Machine(files | {"/sys/class/nvme/nvme2/transport": "pcie\n"}), shared) == "nvme"


@pytest.mark.parametrize(
    ("told", "wwn"),
    [
        ("0x5000C500CD0BB054", "0x5000c500cd0bb054"),
        ("eui.ace42e8170223f5e\n", "eui.ace42e8170223f5e"),
        ("0x0000000000000000", ""),
        ("eui.0000000000000000", ""),
        ("0x50000000000027b6", ""),  # a maker without a number
        ("nvme.144d-5330-01", ""),  # made up by the kernel from the serial
        ("", ""),
    ],
)
def test_world_wide_names(told, wwn):
    assert clean_wwn(told) == wwn


def test_udev_escapes():
    assert decoded(r"WDC\x20\x20WD40\x2f\xc3\xa9") == "WDC  WD40/é"


def usb(answer=None, printed=None, **fields):
    asked = ("smartctl", "--json", "--info", "/dev/sdx")
    printed = dict(printed or {}) | ({asked: answer} if answer else {})
    properties = {
        "ID_BUS": "usb",
        "ID_VENDOR_ENC": "JMicron",
        "ID_MODEL_ENC": "Tech",
        "ID_SERIAL_SHORT": "DB98",
    }
    host = Machine(printed=printed)
    return seen(host, device(path=USB, properties=properties, **fields)), host


def codes(told):
    return [reason.code for reason in told.notes]


def test_a_disk_behind_an_adapter_with_its_own_identity():
    told, _ = usb(info("ATA", rotation_rate=5400), ata())
    assert (told.medium, told.source, told.serial, told.bridge) == ("ata-hdd", "drive", "S", "JMicron Tech")
    assert codes(told) == ["bridge-identity-seen"]


def test_an_adapter_that_shows_less_than_the_disk_has():
    told, _ = usb(info("ATA", rotation_rate=0, user_capacity={"bytes": SIZE + 4096}))
    assert codes(told) == ["bridge-identity-seen", "hidden-area"]


def test_an_nvme_page_taken_for_an_ata_page():
    """hdparm and some adapters make nine gigabytes of a terabyte: that identity is nobody's."""
    told, _ = usb(info("ATA", user_capacity={"bytes": 9_000_000_000}))
    assert (told.source, told.serial, told.medium) == ("bridge", "DB98", "usb-flash")
    assert codes(told) == ["medium-in-doubt"]


def test_the_kernel_knows_flash_behind_an_adapter_by_its_rotation():
    properties = {"ID_BUS": "usb", "ID_VENDOR_ENC": "Realtek", "ID_SERIAL_SHORT": "01"}
    host = Machine({"/sys/class/block/sdx/queue/rotational": "0\n"})
    told = seen(host, device(path=USB, properties=properties))
    assert (told.medium, told.source, codes(told)) == ("usb-disk", "bridge", [])


def ata(features="", *, hidden=0, overlay=None):
    """What hdparm prints of a drive; `hidden`: sectors behind its HPA, `overlay`: all that DCO tells of."""
    shown = SIZE // 512
    printed = {
        ("hdparm", "-I", "/dev/sdx"): "ATA device, with non-removable media\n\tModel Number:       X1\n"
        "\tSerial Number:      S1\n\tFirmware Revision:  F1\n"
        f"\tLBA48  user addressable sectors: {shown}\n\tNominal Media Rotation Rate: 7200\n{features}",
        ("hdparm", "-N", "/dev/sdx"): f" max sectors   = {shown}/{shown + hidden}, HPA is enabled\n",
    }
    if overlay:
        printed["hdparm", "--dco-identify", "/dev/sdx"] = f"\tReal max sectors: {overlay}\n"
    return printed


HPA, DCO = (
    f"\t   *\t{name} feature set\n" for name in ("Host Protected Area", "Device Configuration Overlay")
)


def test_a_hidden_end_behind_an_adapter_is_asked_of_the_drive_itself():
    """smartctl's capacity is the shortened one."""
    answer = info("ATA", rotation_rate=7200)
    told, _ = usb(answer, ata(HPA, hidden=8))
    assert [note.args for note in told.notes[1:]] == [{"visible": SIZE, "native": SIZE + 8 * 512}]
    assert codes(usb(answer, ata(HPA))[0]) == ["bridge-identity-seen"]
    assert codes(usb(answer)[0]) == ["bridge-identity-seen", "hidden-area-unknown"]
    assert codes(usb(info("NVMe"))[0]) == ["bridge-identity-seen"]


def test_of_a_stick_hdparm_asks_nothing():
    _, host = usb(removable=True)
    assert host.asked
    assert not [argv for argv in host.asked if argv[0] == "hdparm"]


@pytest.mark.parametrize(
    ("features", "hidden", "overlay", "noted"),
    [
        (HPA + DCO, 0, None, ["hidden-area-unknown"]),
        (HPA + DCO, 0, SIZE // 512, []),
        (HPA + DCO, 8, None, ["hidden-area"]),
        (HPA + DCO, 0, SIZE // 512 + 8, ["hidden-area"]),
        (HPA, 0, None, []),
    ],
)
def test_an_overlay_that_does_not_answer_is_not_nothing(features, hidden, overlay, noted):
    printed = ata(features, hidden=hidden, overlay=overlay)
    assert codes(seen(Machine(printed=printed), device(properties={"ID_ATA": "1"}))) == noted


def test_sat_is_asked_of_an_unknown_adapter_and_never_of_a_stick():
    unknown = json.dumps({"smartctl": {"messages": [{"string": "/dev/sdx: Unknown USB bridge [0x1:0x2]"}]}})
    sat = ("smartctl", "--json", "--info", "--device=sat", "/dev/sdx")
    told, host = usb(unknown, {sat: info("ATA", rotation_rate=7200)})
    assert (told.medium, told.source) == ("ata-hdd", "drive")
    told, host = usb(unknown, {sat: info("ATA", rotation_rate=7200)}, removable=True)
    assert (told.medium, told.source) == ("usb-flash", "drive")
    assert sat not in host.asked


def test_sata_without_any_tool_is_known_by_udev_and_in_doubt():
    properties = {
        "ID_ATA": "1",
        "ID_MODEL": "TOSHIBA_DT01ACA1",
        "ID_SERIAL": "TOSHIBA_DT01ACA100_X8P",
        "ID_SERIAL_SHORT": "X8P",
    }
    told = seen(Machine(), device(properties=properties))
    assert (told.model, told.serial, told.medium) == ("TOSHIBA DT01ACA100", "X8P", "ata-ssd")
    assert codes(told) == ["hidden-area-unknown", "medium-in-doubt"]
    told = seen(Machine(), device(properties=properties | {"ID_ATA_ROTATION_RATE_RPM": "7200"}))
    assert (told.medium, codes(told)) == ("ata-hdd", ["hidden-area-unknown"])


@pytest.mark.parametrize(
    ("visible", "native", "real", "hidden"),
    [
        (SIZE // 512, SIZE // 512, SIZE // 512, None),
        (SIZE // 512, SIZE // 512 + 8, SIZE // 512 + 8, 8),  # HPA or AMA
        (SIZE // 512, SIZE // 512, SIZE // 512 + 24, 24),  # DCO
        (SIZE // 512 - 8, SIZE // 512, SIZE // 512, None),  # the numbers of something else
        (SIZE // 512, SIZE // 512, None, None),
    ],
)
def test_hidden_ends_by_either_command(visible, native, real, hidden):
    printed = {("hdparm", "-N", "/dev/sdx"): f" max sectors   = {visible}/{native}, HPA is disabled\n"}
    if real:
        printed[("hdparm", "--dco-identify", "/dev/sdx")] = f"\tReal max sectors: {real}\n"
    told = seen(Machine(printed=printed), device(properties={"ID_ATA": "1"}))
    areas = [note.args for note in told.notes if note.code == "hidden-area"]
    assert areas == ([{"visible": SIZE, "native": SIZE + hidden * 512}] if hidden else [])
    assert ("hidden-area-unknown" in codes(told)) is (visible * 512 != SIZE or real is None)


@pytest.mark.parametrize(
    ("features", "noted"),
    [
        ("\t   *\tHost Protected Area feature set\n", True),
        ("\t   *\tAccessible Max Address Configuration feature set\n", True),
        ("\t   *\tDevice Configuration Overlay feature set\n", True),
        ("\t   *\tSMART feature set\n", False),
    ],
)
def test_a_drive_that_could_hide_sectors_and_does_not_say_is_an_exception(features, noted):
    printed = ata(features)
    del printed["hdparm", "-N", "/dev/sdx"]
    told = seen(Machine(printed=printed), device(properties={"ID_ATA": "1"}))
    assert (told.medium, "hidden-area-unknown" in codes(told)) == ("ata-hdd", noted)


@pytest.mark.parametrize(
    ("vendor", "model"),
    [
        ("DELL", "PERC H730 Mini"),
        ("AVAGO", "MR9361-16i"),
        ("Intel", "RS3DC080"),
        ("LSI", "MR9271-8i"),
        ("HP", "LOGICAL VOLUME"),
        ("Adaptec", "ASR8405"),
        ("IBM", "ServeRAID M5110"),
    ],
)
def test_a_card_s_volume_is_no_drive(vendor, model):
    files = {"/sys/class/block/sdx/device/vendor": vendor, "/sys/class/block/sdx/device/model": model}
    path = f"{PCI}/host0/target0:2:0/0:2:0:0/block/sdx"
    assert seen(Machine(files), device(path=path)).medium == "raid-volume"


@pytest.mark.parametrize(("vendor", "model"), [("SEAGATE", "ST1200MM0099"), ("HGST", "HUS726040AL5210")])
def test_a_sas_drive_is_no_volume(vendor, model):
    files = {"/sys/class/block/sdx/device/vendor": vendor, "/sys/class/block/sdx/device/model": model}
    path = f"{PCI}/host1/port-1:0/end_device-1:0/target1:0:0/1:0:0:0/block/sdx"
    printed = {("smartctl", "--json", "--info", "/dev/sdx"): info("SCSI", rotation_rate=10500)}
    assert seen(Machine(files, printed), device(path=path)).medium == "scsi-hdd"
    told = seen(Machine(files), device(path=path))
    assert (told.medium, codes(told)) == ("scsi-ssd", ["medium-in-doubt"])


def test_an_enclosure_that_joins_its_disks_is_no_drive():
    assert usb(info("ATA", model_name="H/W RAID1", rotation_rate=7200))[0].medium == "raid-volume"
    properties = {"ID_BUS": "usb", "ID_VENDOR_ENC": "JMicron", "ID_MODEL_ENC": "H\\x2fW\\x20RAID0"}
    assert seen(Machine(), device(path=USB, properties=properties)).medium == "raid-volume"


def nvme(siblings=(), **said):
    """A namespace of SIZE bytes; `said`: what its controller adds to its name, without any it is mute."""
    asked = ("nvme", "id-ctrl", "-o", "json", "/dev/nvme0n1")
    files = {"/sys/class/nvme/nvme0/transport": "pcie", "/sys/class/block/nvme0n1/device/serial": " S1 "}
    files |= {f"/sys/class/block/nvme0n1/device/{name}/size": "1" for name in siblings}
    host = Machine(files, {asked: json.dumps({"mn": "X"} | said)} if said else {})
    return seen(host, device("nvme0n1", f"{PCI}/0000:03:00.0/nvme/nvme0/nvme0n1"))


def test_unallocated_nvme_capacity_is_told():
    told = nvme(tnvmcap=SIZE + 16_000_000_000, unvmcap=16_000_000_000, oacs=8)
    assert (told.serial, codes(told)) == ("S1", ["unallocated-capacity"])
    assert told.notes[0].args == {"bytes": 16_000_000_000}


def test_an_nvme_controller_that_does_not_answer_may_keep_something_back():
    assert codes(nvme()) == ["hidden-area-unknown"]
    assert codes(nvme(tnvmcap=SIZE, unvmcap=0)) == []


@pytest.mark.parametrize(
    ("total", "oacs", "noted"),
    [
        (SIZE + 1, 8, [{"count": 1}]),  # allocated, in a namespace that is attached nowhere
        (SIZE, 8, []),
        (0, 8, []),  # it does not say
        (SIZE + 1, 7, []),  # only its maker could have made another namespace: spare capacity, counted oddly
    ],
)
def test_namespaces_that_are_attached_nowhere_are_told(total, oacs, noted):
    told = nvme(tnvmcap=total, unvmcap=0, oacs=oacs)
    assert [note.args for note in told.notes] == noted
    assert codes(told) == ["other-namespaces"] * len(noted)


@pytest.mark.parametrize(
    ("siblings", "noted"), [(["nvme0n1"], []), (["nvme0n1", "nvme0n2", "nvme0c0n3"], [{"count": 2}])]
)
def test_other_namespaces_of_one_controller_are_told(siblings, noted):
    told = nvme(siblings, tnvmcap=0)
    assert [note.args for note in told.notes if note.code == "other-namespaces"] == noted
