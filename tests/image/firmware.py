"""Firmware of a guest: SeaBIOS, or Debian's OVMF with variables of its own, Secure Boot's keys among them."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

Firmware = Literal["bios", "uefi", "uefi32", "secure-2011", "secure-2023"]
EVERY: tuple[Firmware, ...] = ("bios", "uefi", "uefi32", "secure-2011", "secure-2023")

OVMF = Path("/usr/share/OVMF")
_FILES: dict[str, tuple[str, str]] = {  # code, variables as Debian ships them
    "uefi": ("OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd"),
    "uefi32": ("OVMF32_CODE_4M.secboot.fd", "OVMF32_VARS_4M.fd"),
    "secure-2011": ("OVMF_CODE_4M.ms.fd", "OVMF_VARS_4M.ms.fd"),
    "secure-2023": ("OVMF_CODE_4M.ms.fd", "OVMF_VARS_4M.fd"),
}


def missing(firmware: Firmware) -> str:
    """What this machine lacks for it; empty when nothing."""
    lacks = [name for name in _FILES.get(firmware, ()) if not (OVMF / name).exists()]
    return f"{OVMF / lacks[0]} (packages ovmf, ovmf-ia32)" if lacks else ""


def arguments(firmware: Firmware, folder: Path) -> Sequence[str]:
    """QEMU's arguments; the guest's own copy of the variables is put into `folder`."""
    if firmware == "bios":
        return ("-machine", "q35")
    code, shipped = _FILES[firmware]
    variables = folder / "variables.fd"
    if firmware == "secure-2023":
        only_2023(OVMF / shipped, variables)
    else:
        shutil.copyfile(OVMF / shipped, variables)
    protected = firmware != "uefi"  # built with SMM: the variables can be written from there alone
    return (
        *("-machine", "q35,smm=on" if protected else "q35"),
        *(("-global", "driver=cfi.pflash01,property=secure,value=on") if protected else ()),
        *("-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={OVMF / code}"),
        *("-drive", f"if=pflash,format=raw,unit=1,file={variables}"),
    )


def only_2023(empty: Path, variables: Path) -> None:
    """Secure Boot as on a PC sold from 2026 on: Microsoft's UEFI CA 2023 in db, and that of 2011 nowhere."""
    argv = [sys.executable, "-m", "virt.firmware.vars", "-i", str(empty), "-o", str(variables)]
    keys = ["--enroll-redhat", "--microsoft-db", "uefi23", "--microsoft-kek", "2023", "--sb"]
    subprocess.run([*argv, *keys], check=True, capture_output=True, text=True)


def authorities(variables: Path) -> str:
    """What virt-firmware reads out of a variable store: names of certificates in PK, KEK, db, dbx."""
    argv = [sys.executable, "-m", "virt.firmware.vars", "-i", str(variables), "--print"]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout
