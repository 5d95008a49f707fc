"""Every firmware technique by its name, ready to be made for a drive."""

from collections.abc import Callable

from coordi_wipe.sanitize.firmware import Commands, Technique
from coordi_wipe.sanitize.techniques import (
    ata_sanitize,
    ata_security_erase,
    emmc_sanitize,
    nvme_format,
    nvme_sanitize,
    scsi_sanitize,
)

Make = Callable[[Commands, str, float], Technique]
"""Makes the technique for one kind; `float`: how many seconds an ordinary drive takes."""

TECHNIQUES: dict[str, Make] = {
    one.NAME: one.make
    for one in (ata_sanitize, ata_security_erase, emmc_sanitize, nvme_format, nvme_sanitize, scsi_sanitize)
}
