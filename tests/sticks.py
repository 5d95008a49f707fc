"""A stick with done jobs, each with a certificate of its own, and the real inventory as a process."""

import os
import random
import select
import signal
import socket
import subprocess
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

from certificates import makers, samples
from cli_program import PROGRAM
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec.structs import replace

from coordi_wipe.certificate import number
from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.jobs.folder import new_uuid
from coordi_wipe.ledger.entry import Result
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.sync.outbox import Outbox


def done_job(home: Path, *, authority=None, in_outbox: bool = True) -> str:
    """A job with all its papers; answers the digest of its evidence."""
    drive = replace(samples.DRIVE, serial=f"S-{os.urandom(6).hex()}")
    plan = replace(samples.sanitized().plan, drive=drive)
    evidence = samples.evidence(samples.overwrite_facts(drive), plan=plan, uuid=new_uuid())
    data = encode(evidence)
    pdf, digest = makers.sealed(data, authority), number.digest(data)
    folder = home / "jobs" / evidence.uuid
    folder.mkdir(parents=True)
    (folder / "evidence.json").write_bytes(data)
    (folder / "certificate.pdf").write_bytes(pdf)
    if in_outbox:
        Outbox(home / "outbox").put(pdf, digest)
    result = Result("sanitized", "clear", digest, "certificate.pdf", number.short(evidence.uuid))
    Ledger(home / "ledger.jsonl").append(result, job=evidence.uuid, at=samples.at(0))
    return digest


def set_inventory(address: str, log: object) -> None:
    """Writes the settings of this test."""
    path = Path(os.environ["XDG_CONFIG_HOME"]) / "coordi-wipe/settings.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'[inventory]\naddress = "{address}"\nlog = "{log}"\n')


@contextmanager
def inventory(folder: Path, listen: str = "127.0.0.1:0", address: str = ""):
    """(address, log key) of a real inventory in this data folder, which trusts the tests' root. `address`:
    how the world calls it, where something is in front of it."""
    called = ["--address", address] if address else []
    (folder / "roots").mkdir(parents=True, exist_ok=True)
    (folder / "roots/tests.pem").write_bytes(makers.root().public_bytes(Encoding.PEM))
    served = subprocess.Popen(
        [PROGRAM, "inventory", "serve", "--listen", listen, "--workers", "1", *called],
        env=os.environ | {"COORDI_WIPE_INVENTORY": str(folder)},
        stdout=subprocess.PIPE,
        process_group=0,
    )
    try:
        said = b""
        while b"\nlog = " not in said or not said.endswith(b"\n"):
            assert select.select([served.stdout], [], [], 60)[0], said
            piece = os.read(served.stdout.fileno(), 65536)
            assert piece, said
            said += piece
        lines = dict(line.split(" = ") for line in said.decode().splitlines() if " = " in line)
        yield lines["address"].strip('"'), lines["log"].strip('"')
    finally:
        os.killpg(served.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            served.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(served.pid, signal.SIGKILL)
        served.wait()
        served.stdout.close()


class CuttingProxy:
    """Passes bytes on to an address, and cuts each connection at a random place, after none or a few
    certificates: on the way up, before the answer, in it. `cuts`: how many it has cut."""

    def __init__(self, address: str, seed: int) -> None:
        host, port = address.removeprefix("http://").split(":")
        self._target, self._chance = (host, int(port)), random.Random(seed)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.cuts = 0
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self):
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            up, down = self._chance.randrange(200_000), self._chance.randrange(6_000)
            limits = self._chance.choice([(up, 1 << 60), (1 << 60, down)])
            far = socket.create_connection(self._target)
            for source, sink, limit in ((near, far, limits[0]), (far, near, limits[1])):
                thread = threading.Thread(target=self._pass, args=(source, sink, limit), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _pass(self, source, sink, left):
        with suppress(OSError):
            while piece := source.recv(4096):
                sink.sendall(piece[:left])
                left -= len(piece)
                if left <= 0:
                    self.cuts += 1
                    break
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
