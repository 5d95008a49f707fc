"""What others do on the same device: fio (1 MiB, O_DIRECT, 16 at once) and shred."""

import json
import subprocess
import time


def fio(node: str, way: str) -> float:
    """Bytes a second over the whole device; `way`: "write" or "read"."""
    argv = [
        "fio",
        "--name=bench",
        f"--filename={node}",
        f"--rw={way}",
        "--bs=1M",
        "--direct=1",
        "--ioengine=libaio",
        "--iodepth=16",
        "--allow_mounted_write=0",
        "--output-format=json",
    ]
    done = subprocess.run(argv, capture_output=True, check=True, text=True)
    return float(json.loads(done.stdout[done.stdout.index("{") :])["jobs"][0][way]["bw_bytes"])


def shred(node: str, length: int) -> float:
    """Bytes a second of one random pass over the first `length` bytes."""
    start = time.monotonic()
    subprocess.run(["shred", "-n1", f"--size={length}", node], capture_output=True, check=True)
    return length / (time.monotonic() - start)


def versions() -> dict[str, str]:
    """Tool → what it says of itself."""
    said = {
        tool: subprocess.run([tool, "--version"], capture_output=True, text=True) for tool in ("fio", "shred")
    }
    return {tool: done.stdout.splitlines()[0].split()[-1].removeprefix("fio-") for tool, done in said.items()}
