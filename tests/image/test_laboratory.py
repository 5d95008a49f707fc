"""The shipped image's kernel and tools meet the laboratory: SATA and SAS by TCMU, NVMe by TCP.

The drives' firmware runs here, on the host; the guest only relays commands to it.
"""

import base64
import io
import json
import tarfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from drives.ata import AtaDisk
from drives.ata_pages import Shape
from drives.cells import SECRET
from drives.media import Media
from drives.nvme import Controller, Form
from drives.nvmetcp import NQN, Target
from drives.remote import Served
from drives.sas import SasUnit
from drives.sat import SatUnit
from drives.scsi import Looks
from image import partitions, probe, shipped
from image.machine import HOST, Guest, Setup

from coordi_wipe.rehearsal.temper import HONEST, Temper

pytestmark = [pytest.mark.image, pytest.mark.slow]

SIZE = 16 << 20
PYTHON = "/opt/coordi-wipe/bin/python"

_SHOW = """
import sys, threading
from drives.remote import RemoteUnit
from drives import tcmu

for number, port in enumerate(map(int, sys.argv[2:]), 1):
    unit = RemoteUnit(sys.argv[1], port)
    tcmu.make(unit, f"lab{number}", number)
    threading.Thread(target=tcmu.Handler(unit, f"lab{number}").run, daemon=True).start()
    tcmu.plug(f"lab{number}", number)
print("shown", flush=True)
threading.Event().wait()
"""


@dataclass(frozen=True)
class Bench:
    """Simulated drives on ports of this machine."""

    ata: AtaDisk
    sas: SasUnit
    nvme: Controller
    ports: tuple[int, int, int]  # SATA, SAS, NVMe

    def remains(self) -> dict[str, bool]:
        """On which of them somebody's letters can still be read."""
        media = {"ata": [self.ata.media], "sas": [self.sas.disk.media], "nvme": list(self.nvme.medium)}
        return {name: any(SECRET in one.read(0, one.size) for one in found) for name, found in media.items()}


@contextmanager
def laboratory(folder: Path, temper: Temper = HONEST) -> Iterator[Bench]:
    """Three drives full of letters."""
    clock, asleep = time.monotonic, time.sleep
    for name in ("ata", "sas", "nvme"):
        (folder / name).mkdir(parents=True)
    ata = AtaDisk(folder / "ata", _full(folder / "ata"), Shape(), temper, clock=clock, asleep=asleep)
    looks = Looks("SEAGATE", "ST600MM0026", "0003", "S0M00001", 0x5000C50000000002, 10500)
    sas = SasUnit(folder / "sas", _full(folder / "sas"), looks, temper, clock=clock, asleep=asleep)
    nvme = Controller(folder / "nvme", [_full(folder / "nvme")], Form(), temper, clock=clock, asleep=asleep)
    with ExitStack() as stack:
        served = [stack.enter_context(Served(unit)) for unit in (SatUnit(ata), sas)]
        target = stack.enter_context(Target(nvme))
        yield Bench(ata, sas, nvme, (served[0].port, served[1].port, target.port))


def _full(folder: Path) -> Media:
    media = Media(folder / "media", SIZE)
    media.write(0, SECRET * (SIZE // len(SECRET)))
    media.sync()
    return media


def script(bench: Bench, commands: str) -> str:
    """A script that plugs the drives in as $ATA, $SAS and $NVME, and then runs these commands."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as tar:
        root = Path(__file__).resolve().parents[2]
        tar.add(root / "tests/drives", "drives", filter=_modules)
        tar.add(root / "coordi_wipe/rehearsal/temper.py", "drives/temper.py")
    ata, sas, nvme = bench.ports
    return f"""
set -x
mkdir -p /tmp/lab && cd /tmp/lab
base64 -d <<'END' | tar xJ
{base64.encodebytes(packed.getvalue()).decode()}END
sed -i 's/coordi_wipe.rehearsal.temper/drives.temper/' drives/*.py
cat >show.py <<'END'
{_SHOW}END
for try in $(seq 60); do ip -4 route | grep -q default && break; sleep 1; done
modprobe -a target_core_user tcm_loop nvme-tcp
PYTHONPATH=/tmp/lab {PYTHON} show.py {HOST} {ata} {sas} >show.log 2>&1 &
nvme connect -t tcp -a {HOST} -s {nvme} -n {NQN} -i 1 -k 0
for try in $(seq 60); do grep -q shown show.log && break; sleep 1; done
udevadm settle
cat show.log
ATA=$(readlink -f /dev/disk/by-id/ata-SIMULATED_SSD_256_SIM0000001)
SAS=$(readlink -f /dev/disk/by-id/wwn-0x5000c50000000002)
NVME=$(ls -d /dev/nvme?n1 | tail -1)
lsblk -o NAME,SIZE,TRAN,MODEL,SERIAL
{commands}
"""


def _modules(info: tarfile.TarInfo) -> tarfile.TarInfo | None:
    wanted = info.isdir() or (info.name.endswith(".py") and "test_" not in info.name)
    return info if wanted and "__pycache__" not in info.name else None


def ask(place: Path, name: str, bench: Bench, commands: str, seconds: float = 300) -> str:
    """What a guest says that runs these commands on the drives."""
    medium = partitions.of(shipped.stick())["coordi-live"].uuid.lower()
    setup = Setup(
        medium="direct",
        append=f"{shipped.line()} coordi.medium=PARTUUID={medium}",
        more=probe.arguments(place / f"{name}-probe", script(bench, commands)),
    )
    with Guest(setup, place / name) as guest:
        return probe.said(guest, seconds)


def test_the_kernel_and_the_real_tools_believe_the_drives_and_erase_them(place: Path) -> None:
    with laboratory(place / "laboratory") as bench:
        said = ask(
            place,
            "erases",
            bench,
            """
hdparm -I $ATA | grep -E 'Model|SANITIZE feature|frozen'
hdparm --yes-i-know-what-i-am-doing --sanitize-block-erase $ATA
sg_sanitize --early --quick --overwrite --count=1 --zero $SAS
nvme sanitize ${NVME%n1} --sanact=2
sleep 8
hdparm --sanitize-status $ATA
sg_requests $SAS
nvme sanitize-log ${NVME%n1} -o json
""",
        )
        assert "Model Number:       SIMULATED SSD 256" in said
        assert "Last Sanitize Operation Completed Without Error" in said
        assert "No Sense" in said
        assert '"global_erased":1' in said
        assert bench.remains() == {"ata": False, "sas": False, "nvme": False}


def test_detection_in_the_guest_sees_what_they_are(place: Path) -> None:
    with laboratory(place / "laboratory") as bench:
        said = ask(place, "detects", bench, "/opt/coordi-wipe/bin/coordi-wipe detect --json 2>/dev/null\n")
    found = json.loads(said[said.rindex("\n{") :].partition("\nprobe")[0])
    media = {drive["identity"]["serial"]: drive["identity"]["medium"] for drive in found["drives"]}
    assert media.get("SIM0000001") == "ata-ssd"
    assert media.get("S0M00001") == "scsi-hdd"
