"""Gathers the image's Python packages: our own wheel, and of the lock what it needs, each with its hash.

`wheels.py FOLDER` fills FOLDER with wheels for Debian trixie's Python and `image.lock`, from which the chroot
installs without a network. Only the product's own dependencies: no tests, no rehearsal drives.
"""

import hashlib
import re
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PYTHON = "3.13"
PLATFORMS = ("manylinux_2_41_x86_64", "manylinux_2_28_x86_64", "manylinux2014_x86_64", "linux_x86_64", "any")


def needed(name: str) -> set[str]:
    """Canonical names of what this installed distribution needs on the image, itself not included."""
    image = {"python_version": PYTHON, "python_full_version": f"{PYTHON}.0", "extra": ""}
    found: set[str] = set()
    waiting: list[tuple[str, frozenset[str]]] = [(name, frozenset())]
    while waiting:
        current, extras = waiting.pop()
        for text in distribution(current).requires or ():
            wanted = Requirement(text)
            applies = wanted.marker is None or any(
                wanted.marker.evaluate({**image, "extra": extra}) for extra in ("", *extras)
            )
            key = canonicalize_name(wanted.name)
            if applies and key not in found:
                found.add(key)
                waiting.append((key, frozenset(wanted.extras)))
    return found


def locked(names: set[str]) -> str:
    """The lock's blocks of these packages: a line `name==version ; marker \\` and its hashes each."""
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", (ROOT / "requirements.lock").read_text())
    kept = [block for block in blocks if canonicalize_name(re.split(r"[=\[ ]", block)[0]) in names]
    missing = names - {canonicalize_name(re.split(r"[=\[ ]", block)[0]) for block in kept}
    if missing:
        sys.exit(f"Not in requirements.lock: {', '.join(sorted(missing))}. Run `make lock`.")
    return "".join(re.sub(r"(?m)^\s*#.*\n", "", block) for block in kept)


def pip(*arguments: str) -> None:
    """Runs pip quietly; its errors are shown."""
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments], check=True
    )


def main(folder: Path) -> None:
    """Fills the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / "image.lock"
    lock.write_text(locked(needed("coordi-wipe")))
    platforms = [word for name in PLATFORMS for word in ("--platform", name)]
    pip(
        *("download", "--require-hashes", "--no-deps", "--only-binary=:all:", "--python-version", PYTHON),
        *("--implementation", "cp", *platforms, "--dest", str(folder), "--requirement", str(lock)),
    )
    pip("download", "--no-deps", "--dest", str(folder), f"pip=={distribution('pip').version}")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    (own,) = folder.glob("coordi_wipe-*.whl")
    digest = hashlib.sha256(own.read_bytes()).hexdigest()
    version = own.name.split("-")[1]
    lock.write_text(f"{lock.read_text()}coordi-wipe=={version} --hash=sha256:{digest}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
