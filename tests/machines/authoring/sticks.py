"""Our own boot stick, as IMAGE.md lays it out."""

from authoring.drives import unknown_bridge, usb
from authoring.pc import BIOS, DATA, EFI, LINUX, Part, Pc, invented

STICK = (
    Part(1, BIOS),
    Part(40, EFI, "vfat", "COORDI-EFI"),
    Part(640, "f42d1b2c-0a5e-4c7e-9b5f-6d1f0e3a7c11", "iso9660", "COORDI-WIPE"),
    Part(128, DATA, "vfat", "COORDI-EXPORT"),
    Part(0, LINUX, "ext4", "COORDI-DATA"),
)


def stick(pc: Pc, name: str = "sdb", *, in_ram: bool) -> str:
    """Our boot stick; with the system in RAM nothing of it is mounted. Answers the kernel's argument."""
    usb(
        pc,
        name,
        "Kingston",
        "DataTraveler 3.0",
        "PMAP",
        15_518_924_800,
        ids="0951:1666",
        serial="E0D55EA5743CF41",
        port="1-3",
        removable=True,
        parts=STICK,
    )
    unknown_bridge(pc, name, "0951:1666")
    if not in_ram:
        number = next(
            device["MINOR"] for device in pc.devices["block"] if device["DEVNAME"] == f"/dev/{name}3"
        )
        pc.mount(f"8:{number}", "/run/live/medium", "iso9660", f"/dev/{name}3")
    return f"coordi.medium=PARTUUID={invented(f'{name}3', 'part')}"
