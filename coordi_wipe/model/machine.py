"""The PC that a drive was in, as its firmware and kernel describe it."""

from coordi_wipe.model.base import Base, Reason


class Battery(Base, frozen=True):
    """One battery; charges in percent, energy in microwatt-hours."""

    name: str
    percent: int
    full: int = 0
    design: int = 0


class Machine(Base, frozen=True):
    """Identity of a PC. Placeholders such as "To be filled by O.E.M." are stored as empty.

    Memory in bytes. `virtual` names the hypervisor ("kvm", "qemu", "vmware"…) or is empty.
    """

    vendor: str = ""
    product: str = ""
    version: str = ""
    serial: str = ""
    uuid: str = ""
    sku: str = ""
    chassis: str = ""  # laptop, desktop, server, tablet, other
    board: str = ""
    bios_version: str = ""
    bios_date: str = ""
    processor: str = ""
    cores: int = 0
    threads: int = 0
    memory: int = 0
    virtual: str = ""
    mains: bool | None = None  # None: no battery, no way to know
    batteries: tuple[Battery, ...] = ()
    notes: tuple[Reason, ...] = ()  # e.g. drives that the firmware hides (remapped NVMe)

    @property
    def name(self) -> str:
        """Maker and model; many models begin with the maker already. Empty where nothing is known."""
        model = self.product or self.version
        vendor = "" if model.startswith(self.vendor) else self.vendor
        return " ".join(filter(None, (vendor, model)))
