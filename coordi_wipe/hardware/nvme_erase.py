"""NVMe drives: the commands that erase, and what the drive answers about them, through nvme-cli 2.13.

Sources: NVM Express Base 2.0c, 5.14 (Format NVM), 5.24 (Sanitize), 5.16.1.25 (Sanitize Status); the tool's
own `--help`. `format` without `--ses` erases nothing; without `--lbaf` it may change every namespace's;
`--owpass` 0 is 16.
"""

import re
from typing import Literal

import msgspec
from msgspec import Struct

from coordi_wipe.hardware.erasing import Phase, Status
from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base

Kind = Literal["crypto", "block", "overwrite"]

_ACTIONS: dict[Kind, str] = {"block": "2", "overwrite": "3", "crypto": "4"}
_WITNESS = 1 << 8
_PHASES: dict[int, Phase] = {0: "idle", 1: "completed", 2: "running", 3: "failed", 4: "completed"}


class Erases(Base, frozen=True):
    """What Identify Controller says of erases. Sanitize: SANICAP bits 0 to 2; format: OACS bit 1 and FNA.

    `every`: a format with a secure erase setting reaches every namespace (FNA bit 1).
    """

    crypto: bool
    block: bool
    overwrite: bool
    formats: bool
    format_crypto: bool
    every: bool


class _Identify(Struct):
    mn: str
    oacs: int = 0
    fna: int = 0
    sanicap: int = 0


def erases(printed: bytes) -> Erases | None:
    """`nvme id-ctrl -o json`; None where it is none."""
    try:
        said = decoding.json(printed, _Identify, strict=False)
    except msgspec.DecodeError:
        return None
    return Erases(
        crypto=bool(said.sanicap & 1),
        block=bool(said.sanicap & 2),
        overwrite=bool(said.sanicap & 4),
        formats=bool(said.oacs & 2),
        format_crypto=bool(said.fna & 4),
        every=bool(said.fna & 2),
    )


def controller_node(node: str) -> str:
    """/dev/nvme0 of /dev/nvme0n1."""
    found = re.fullmatch(r"(/dev/nvme\d+)(?:n\d+)?", node)
    if found is None:
        raise ValueError(node)
    return found[1]


def sanitize(kind: Kind, node: str) -> tuple[str, ...]:
    """Starts a sanitize of the whole drive, which may be left after a failure only by another."""
    argv = ("nvme", "sanitize", controller_node(node), f"--sanact={_ACTIONS[kind]}")
    return (*argv, "--owpass=1", "--ovrpat=0") if kind == "overwrite" else argv


def sanitize_question(node: str) -> tuple[str, ...]:
    """Asks for the sanitize status log."""
    return ("nvme", "sanitize-log", controller_node(node), "-o", "json")


class _Word(Struct):
    status: str | int = ""
    global_erased: int = 0


class _Log(Struct):
    sprog: int
    sstat: int | _Word


def sanitize_status(printed: bytes) -> Status:
    """What `nvme sanitize-log -o json` says. `words` end in "erased" where Global Data Erased is set: the
    witness that no byte was written since a sanitize was done."""
    try:
        logs = decoding.json(printed, dict[str, _Log], strict=False)
        log = next(iter(logs.values()))
    except (msgspec.DecodeError, StopIteration):
        return Status("unknown", printed.decode(errors="replace").strip()[:200])
    if isinstance(log.sstat, int):
        state, witness = log.sstat & 7, bool(log.sstat & _WITNESS)
    else:
        found = re.search(r"\d+", str(log.sstat.status))
        state, witness = int(found[0]) & 7 if found else 7, bool(log.sstat.global_erased)
    words = f"sprog {log.sprog} sstat {state}{' erased' if witness else ''}"
    phase = _PHASES.get(state, "unknown")
    return Status(phase, words, log.sprog / 0x10000 if phase == "running" else None)


class _Numbered(Struct):
    nsid: int


class _Numbers(Struct):
    nsid_list: list[_Numbered] = []


def namespaces_question(node: str) -> tuple[str, ...]:
    """Asks for the namespaces that are attached."""
    return ("nvme", "list-ns", controller_node(node), "-o", "json")


def namespaces(printed: bytes) -> tuple[int, ...]:
    """Their numbers; none where the drive did not say."""
    try:
        return tuple(one.nsid for one in decoding.json(printed, _Numbers, strict=False).nsid_list)
    except msgspec.DecodeError:
        return ()


class _Namespace(Struct):
    flbas: int


def format_question(node: str, number: int) -> tuple[str, ...]:
    """Asks how a namespace is formatted."""
    return ("nvme", "id-ns", controller_node(node), f"--namespace-id={number}", "-o", "json")


def lba_format(printed: bytes) -> int | None:
    """Index of its LBA format (FLBAS, bits 3:0, and 6:5 above them); None where the drive did not say."""
    try:
        said = decoding.json(printed, _Namespace, strict=False).flbas
    except msgspec.DecodeError:
        return None
    return said & 0xF | (said >> 5 & 3) << 4


def format_namespace(node: str, number: int, setting: int, lbaf: int, *, seconds: float) -> tuple[str, ...]:
    """Formats one namespace with a Secure Erase Setting: 2 crypto, 1 user data. Milliseconds to the tool."""
    if setting not in (1, 2):
        raise ValueError(setting)  # 0 erases nothing
    limit = f"--timeout={round(seconds * 1000)}"
    which = (f"--namespace-id={number}", f"--lbaf={lbaf}", f"--ses={setting}")
    return ("nvme", "format", controller_node(node), *which, limit, "--force")


def refusal(printed: bytes) -> str:
    """The status that the drive refused a command with, as nvme-cli names it; empty: none seen."""
    found = re.search(rb"(?:NVMe status|NVME Admin command error|status)[:= ]+(.{1,120})", printed)
    return found[1].decode(errors="replace").strip() if found else ""
