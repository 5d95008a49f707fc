"""How warm a drive is, by the kernel's own thermometers (hwmon: nvme, drivetemp, which asks the drive)."""

from collections.abc import Callable
from dataclasses import dataclass

from coordi_wipe.hardware.host import Host
from coordi_wipe.model.drive import Identity


@dataclass(frozen=True)
class Warmth:
    """Degrees Celsius now, and where the drive itself begins to warn (None: it does not say)."""

    celsius: int
    warning: int | None

    @property
    def too_hot(self) -> bool:
        return self.warning is not None and self.celsius >= self.warning


def reader(host: Host, identity: Identity) -> Callable[[], Warmth | None]:
    """A function that reads the temperature of this drive; None where there is no thermometer."""
    folder = _thermometer(host, identity.node.removeprefix("/dev/"))
    if folder is None:
        return lambda: None

    def read() -> Warmth | None:
        celsius = _degrees(host, f"{folder}/temp1_input")
        return None if celsius is None else Warmth(celsius, _degrees(host, f"{folder}/temp1_max"))

    return read


def _thermometer(host: Host, name: str) -> str | None:
    # SATA: block/sdX/device/hwmon/hwmonN; NVMe: block/nvmeXnY/device/hwmonN
    for parent in (f"/sys/class/block/{name}/device/hwmon", f"/sys/class/block/{name}/device"):
        try:
            found = next((entry for entry in host.list(parent) if entry.startswith("hwmon")), None)
        except OSError:
            continue
        if found is not None and found != "hwmon":
            return f"{parent}/{found}"
    return None


def _degrees(host: Host, path: str) -> int | None:
    try:
        value = int(host.read(path))
    except (OSError, ValueError):
        return None
    return round(value / 1000) if value > 0 else None
