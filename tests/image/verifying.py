"""Certificates of a guest, verified on this machine, where nothing of the guest is."""

import json
import subprocess
from pathlib import Path

from cli_program import PROGRAM


def verified(pdf: Path, *words: object) -> dict:
    """The product's verdict (`certificate verify --json`), with its exit code as `exit`."""
    argv = [PROGRAM, "certificate", "verify", str(pdf), "--json", *map(str, words)]
    said = subprocess.run(argv, capture_output=True, text=True, check=False)
    (verdict,) = json.loads(said.stdout)
    return {**verdict, "exit": said.returncode}
