"""An ATA disk as SCSI shows it: behind a SATA port, or behind a USB adapter of some kind.

Written from SAT-5 (T10/BSR INCITS 557): 12.2 (ATA PASS-THROUGH), 12.2.7 (ATA Status Return descriptor),
12.4.2 (ATA Information VPD page).
"""

from msgspec import Struct

from drives.ata import AtaDisk
from drives.ata_registers import READY, Answer, Registers
from drives.scsi import CHECK, UNKNOWN_CODE, Looks, Reply, Unit, failing

_CHECK_CONDITION = 0x20  # CK_COND: return the registers, whatever happened


class Adapter(Struct, frozen=True):
    """A USB adapter in front of the disk. `passes`: ATA commands go through; `identity`: it shows its own."""

    passes: bool = True
    identity: bool = True
    vendor: str = "ASMT"
    product: str = "2115"
    serial: str = "1000000000CA"


class SatUnit(Unit):
    """A SATA disk. `adapter` None: on a port of the PC."""

    def __init__(self, disk: AtaDisk, adapter: Adapter | None = None) -> None:
        self.disk = disk
        self._adapter = adapter
        shape = disk.shape
        own = adapter is not None and adapter.identity
        super().__init__(
            Looks(
                vendor=adapter.vendor if adapter and own else "ATA",
                product=adapter.product if adapter and own else shape.model,
                revision="0" if own else shape.firmware,
                serial=adapter.serial if adapter and own else shape.serial,
                naa=0 if own else shape.wwn,
                rotation=0 if own else shape.rotation,
                logical=shape.logical,
                physical=shape.logical if own else shape.physical,
            ),
            disk,
        )

    @property
    def blocks(self) -> int:
        return self.disk.sectors

    def pages(self) -> dict[int, bytes]:
        found = super().pages()
        if self._adapter is None:
            names = b"LIBATA".ljust(8) + b"SIM".ljust(16) + b"1.0 "
            signature = bytes((0x34,)).ljust(20, b"\0")
            found[0x89] = bytes(4) + names + signature + b"\xec\0\0\0" + self.disk.page()
        return found

    def more(self, cdb: bytes, data: bytes) -> Reply | None:
        if cdb[0] not in (0x85, 0xA1):
            return None
        if self._adapter is not None and not self._adapter.passes:
            return UNKNOWN_CODE
        registers = _registers16(cdb) if cdb[0] == 0x85 else _registers12(cdb)
        answer = self.disk.run(registers, data)
        if answer.status in (READY, 0) and not cdb[2] & _CHECK_CONDITION:
            return Reply(data=answer.data)
        return Reply(CHECK, answer.data, _returned(answer))

    def unreadable(self) -> Reply:
        # a locked disk aborts reads (ACS-4, table 12)
        return failing(0x0B, 0x00, 0x00)


def _registers16(cdb: bytes) -> Registers:
    extended = cdb[1] & 1
    lba = cdb[8] | cdb[10] << 8 | cdb[12] << 16
    if extended:
        lba |= cdb[7] << 24 | cdb[9] << 32 | cdb[11] << 40
    else:
        lba |= (cdb[13] & 0x0F) << 24
    return Registers(
        command=cdb[14],
        feature=cdb[4] | (cdb[3] << 8 if extended else 0),
        count=cdb[6] | (cdb[5] << 8 if extended else 0),
        lba=lba,
        device=cdb[13],
    )


def _registers12(cdb: bytes) -> Registers:
    lba = cdb[5] | cdb[6] << 8 | cdb[7] << 16 | (cdb[8] & 0x0F) << 24
    return Registers(command=cdb[9], feature=cdb[3], count=cdb[4], lba=lba, device=cdb[8])


def _returned(answer: Answer) -> bytes:
    """Descriptor format sense with the registers (SAT-5, table 158)."""
    failed = answer.status & 1
    head = bytes((0x72, 0x0B if failed else 0x01, 0x00, 0x00 if failed else 0x1D, 0, 0, 0, 14))
    lba, count = answer.lba, answer.count
    registers = bytes(
        (
            0x09,
            0x0C,
            1,
            answer.error,
            count >> 8 & 0xFF,
            count & 0xFF,
            lba >> 24 & 0xFF,
            lba & 0xFF,
            lba >> 32 & 0xFF,
            lba >> 8 & 0xFF,
            lba >> 40 & 0xFF,
            lba >> 16 & 0xFF,
            0,
            answer.status,
        )
    )
    return head + registers
