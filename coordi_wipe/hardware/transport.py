"""How a block device is reached: by its place in sysfs, which nothing can dress up."""

import re

from coordi_wipe.hardware.blocks import BlockDevice, names, text
from coordi_wipe.hardware.host import Host

NETWORK = frozenset({"iscsi", "fc", "nbd", "nvme-fabrics", "rbd", "drbd", "aoe"})
"""Ways to a drive that is not in this machine."""

VOLUMES = frozenset({"md", "dm", "bcache", "zvol"})
"""Devices made of other drives."""

_BY_NAME = (
    (r"loop\d", "loop"),
    (r"nbd\d", "nbd"),
    (r"rbd\d", "rbd"),
    (r"drbd\d", "drbd"),
    (r"e\d+\.\d+|etherd", "aoe"),
    (r"md\d|md_", "md"),
    (r"dm-\d", "dm"),
    (r"bcache\d", "bcache"),
    (r"zd\d", "zvol"),
    (r"zram\d|ram\d|pmem\d|brd", "ram"),
    (r"sr\d|scd\d", "optical"),
    (r"fd\d", "floppy"),
    (r"mmcblk\d", "mmc"),
    (r"xvd", "xen"),
    (r"mtdblock|ubiblock", "mtd"),
)

_BY_PLACE = (
    (r"/usb\d+/", "usb"),
    (r"/session\d+/", "iscsi"),
    (r"/rport-", "fc"),
    (r"/ufshc|\.ufs", "ufs"),
    (r"/end_device-", "sas"),
    (r"/ata\d+/", "sata"),
    (r"/fw\d+", "firewire"),
    (r"/virtio\d+/block/", "virtio"),
    (r"/host\d+/target", "scsi"),
)


def transport(host: Host, device: BlockDevice) -> str:
    """sata, sas, scsi, usb, nvme, nvme-fabrics, mmc, virtio, loop, md, …; empty where nobody knows."""
    if device.name.startswith("nvme"):
        return _nvme(host, device)
    for pattern, way in _BY_NAME:
        if re.match(pattern, device.name):
            return way
    way = next((way for pattern, way in _BY_PLACE if re.search(pattern, device.path)), "")
    # kernels before 3.3 do not show the ATA port
    return "sata" if way == "scsi" and device.properties.get("ID_BUS") == "ata" else way


def _nvme(host: Host, device: BlockDevice) -> str:
    """ "nvme" when every way to the namespace is PCIe."""
    found = re.search(r"/nvme-subsystem/([^/]+)/", device.path)
    if found:  # native multipath: the controllers hang below the subsystem
        place = f"/sys/class/nvme-subsystem/{found[1]}"
        controllers = [name for name in names(host, place) if re.fullmatch(r"nvme\d+", name)]
    else:
        controllers = re.findall(r"/(nvme\d+)/", device.path)
    if not controllers and device.path.startswith("/sys/devices/pci"):
        return "nvme"  # kernels before 4.18 do not show the controller
    ways = {text(host, f"/sys/class/nvme/{name}/transport") for name in controllers}
    return "nvme" if ways <= {"pcie", ""} and controllers else "nvme-fabrics"
