"""NVMe drives: what `nvme id-ctrl` says.

Source: NVM Express Base 2.0, Identify Controller (figure 275); JSON of nvme-cli 2.13 and older.
"""

import msgspec
from msgspec import Struct

from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base

_NAMESPACE_MANAGEMENT = 1 << 3  # bit of OACS


class Controller(Base, frozen=True):
    """Identify Controller, as far as it is needed. Sizes in bytes; 0 where the drive does not say.

    `manages`: it has the Namespace Management command, so that namespaces may be there that nobody sees.
    """

    model: str
    serial: str
    firmware: str
    total: int
    unallocated: int
    manages: bool


class _Identify(Struct):
    mn: str
    sn: str = ""
    fr: str = ""
    tnvmcap: float | int = 0
    unvmcap: float | int = 0
    oacs: int = 0


def controller(printed: bytes) -> Controller | None:
    """`nvme id-ctrl -o json`; None where it is none. Model and serial are padded on either side."""
    try:
        said = decoding.json(printed, _Identify, strict=False)
    except msgspec.DecodeError:
        return None
    return Controller(
        model=said.mn.strip(),
        serial=said.sn.strip(),
        firmware=said.fr.strip(),
        total=int(said.tnvmcap),
        unallocated=int(said.unvmcap),
        manages=bool(said.oacs & _NAMESPACE_MANAGEMENT),
    )
