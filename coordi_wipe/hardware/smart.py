"""Brief health of a drive before a plan, through pySMART. It decides reuse, never erasure.

Rules: FIELD.md, "Health rules", as data. What is not known is never a pass.
"""

import errno
import os
import re
from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct

from coordi_wipe.hardware.host import Host, Output
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.drive import Health, Identity

TIMEOUT = 60.0  # seconds for one call of smartctl: a dying drive retries for long

_NO_SMART = frozenset({"loop", "file", "virtual", "raid-volume", "sd", "emmc", "unknown"})
_BRIDGED = frozenset({"usb-flash", "usb-disk"})


class Readings(Base, frozen=True):
    """What counts for the rules; None: the drive does not say. `spare_missing`: points short of a margin."""

    passed: bool | None = None
    selftests_failed: int | None = None
    pending: int | None = None
    uncorrectable: int | None = None
    reallocated: int | None = None
    command_timeouts: int | None = None
    hours: int | None = None
    celsius: int | None = None
    critical_warning: int | None = None
    media_errors: int | None = None
    percentage_used: int | None = None
    spare_missing: int | None = None


class Rule(Struct, frozen=True):
    """A reading of at least `least` gives this verdict, for this reason."""

    verdict: Literal["fail", "watch"]
    code: str
    reading: str
    least: int


RULES = (
    Rule("fail", "health-selftest-failed", "selftests_failed", 1),
    Rule("fail", "health-pending", "pending", 1),
    Rule("fail", "health-uncorrectable", "uncorrectable", 1),
    Rule("fail", "health-reallocated", "reallocated", 4),
    Rule("fail", "health-critical-warning", "critical_warning", 1),
    Rule("fail", "health-media-errors", "media_errors", 1),
    Rule("fail", "health-worn-out", "percentage_used", 100),
    Rule("watch", "health-reallocated", "reallocated", 1),
    Rule("watch", "health-command-timeouts", "command_timeouts", 1),
    Rule("watch", "health-hours", "hours", 37_001),
    Rule("watch", "health-worn", "percentage_used", 80),
    Rule("watch", "health-spare-low", "spare_missing", 1),
)
"""FIELD.md's defaults."""

_NEAR = 10  # points of available spare above its threshold that count as near it

# ATA attributes (Annex of drivedb.h): reallocated, pending, offline uncorrectable, command timeout, hours
_REALLOCATED, _PENDING, _UNCORRECTABLE, _TIMEOUTS, _HOURS = 5, 197, 198, 188, 9


def health(host: Host, identity: Identity, rules: Sequence[Rule] = RULES) -> Health:
    """Health of a drive: one to five calls of smartctl. Never raises for a drive that does not answer."""
    if identity.medium in _NO_SMART:
        return Health("unknown", (Reason("health-no-smart"),))
    if identity.medium in _BRIDGED:
        return Health("unknown", (Reason("health-hidden-by-bridge"),))
    try:
        found = readings(host, identity.node)
    except FileNotFoundError:
        return Health("unknown", (Reason("health-tool-missing"),))
    except PermissionError:
        return Health("unknown", (Reason("health-not-permitted"),))
    if identity.medium == "usb-nvme" and found.percentage_used is None and found.passed is not False:
        # pySMART knows few of these adapters: a verdict without the log behind it is no pass
        return Health("unknown", (Reason("health-hidden-by-bridge"),))
    return judge(found, rules)


def judge(found: Readings, rules: Sequence[Rule] = RULES) -> Health:
    """The verdict of these rules: the worst that applies; unknown where the drive itself gives none."""
    broken = [rule for rule in rules if _value(found, rule) >= rule.least]
    worst = [rule for rule in broken if rule.verdict == "fail"] or broken
    reasons = [Reason(rule.code, {"count": _value(found, rule)}) for rule in worst]
    if found.passed is False:
        reasons.insert(0, Reason("health-smart-failed"))
    verdict: Literal["pass", "watch", "fail", "unknown"] = "pass"
    if found.passed is False or any(rule.verdict == "fail" for rule in broken):
        verdict = "fail"
    elif found.passed is None:
        verdict, reasons = "unknown", [Reason("health-no-smart")]
    elif broken:
        verdict = "watch"
    return Health(
        verdict,
        tuple(reasons),
        power_on_hours=found.hours,
        celsius=found.celsius,
        reallocated=found.reallocated,
        pending=found.pending,
        percentage_used=found.percentage_used,
    )


def _value(found: Readings, rule: Rule) -> int:
    value = getattr(found, rule.reading)
    return -1 if value is None else int(value)


def readings(host: Host, node: str) -> Readings:
    """What pySMART reads from smartctl's text about the drive at this node.

    Raises FileNotFoundError without smartctl, PermissionError without the right to open the drive.
    """
    device_class, smartctl_class = _pysmart()

    class ThroughHost(smartctl_class):  # type: ignore[misc, valid-type]
        """pySMART's smartctl, run by our host."""

        def _exec(self, cmd: list[str]) -> tuple[list[str], int]:
            done = host.run(cmd, timeout=TIMEOUT)
            if _forbidden(done):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), node)
            return done.out.decode(errors="replace").splitlines(), done.code

    try:
        device = device_class(node, smartctl=ThroughHost(smartctl_path="smartctl"))
    except (FileNotFoundError, PermissionError):
        raise
    except (OSError, ValueError, LookupError, AttributeError, TypeError, StopIteration):
        # the tool hangs, or pySMART stumbles over an answer that it does not expect
        return Readings()
    return _readings(device)


def _forbidden(done: Output) -> bool:
    """Whether smartctl could not open the node (smartctl(8): exit status, bit 1) for want of a right."""
    refusals = (os.strerror(number).encode() for number in (errno.EACCES, errno.EPERM))
    return bool(done.code & 2) and any(words in done.out + done.err for words in refusals)


def _pysmart() -> tuple[Any, Any]:
    """pySMART's classes. Importing them sets LANG to C for the whole process, which would hush French."""
    language = os.environ.get("LANG")
    try:
        from pySMART import Device
        from pySMART.smartctl import Smartctl
    finally:
        if language is None:
            os.environ.pop("LANG", None)
        else:
            os.environ["LANG"] = language
    return Device, Smartctl


def _readings(device: Any) -> Readings:
    found = device.if_attributes
    if found is None:
        return Readings()
    common: dict[str, Any] = {"passed": _passed(device), "celsius": device.temperature or None}
    match type(found).__name__:
        case "AtaAttributes":
            # a verdict without a single attribute behind it is no pass
            told = device.assessment == "FAIL" or any(device.attributes)
            return Readings(**common, **_ata(device)) if told else Readings()
        case "NvmeAttributes":
            return Readings(**common, **_nvme(found))
    return Readings(
        **common,
        selftests_failed=_failed_tests(device),
        reallocated=found.diagnostics.Reallocated_Sector_Ct,
        hours=found.diagnostics.Power_On_Hours,
    )


def _passed(device: Any) -> bool | None:
    """The drive's own verdict. pySMART's WARN means a threshold crossed in the past: the drive passes now."""
    return {"PASS": True, "WARN": True, "FAIL": False}.get(device.assessment)


def _ata(device: Any) -> dict[str, Any]:
    def raw(number: int) -> int | None:
        attribute = device.attributes[number]
        return attribute.raw_int if attribute is not None else None

    return {
        "selftests_failed": _failed_tests(device),
        "pending": raw(_PENDING),
        "uncorrectable": raw(_UNCORRECTABLE),
        "reallocated": raw(_REALLOCATED),
        "command_timeouts": _largest(device.attributes[_TIMEOUTS]),
        "hours": raw(_HOURS),
    }


def _largest(attribute: Any) -> int | None:
    """Of several counters in one value, as Seagate packs them: "0 0 1"."""
    counters = re.findall(r"\d+", attribute.raw) if attribute is not None else []
    return max(map(int, counters), default=None)


def _nvme(found: Any) -> dict[str, Any]:
    spare, threshold = found.availableSpare, found.availableSpareThreshold
    missing = None if spare is None or threshold is None else threshold + _NEAR - spare + 1
    return {
        "critical_warning": found.criticalWarning,
        "media_errors": found.integrityErrors,
        "percentage_used": found.percentageUsed,
        "hours": found.powerOnHours,
        "spare_missing": missing if spare != 100 else None,
    }


def _failed_tests(device: Any) -> int:
    """1 when the latest self-test failed. One that a person or a reset stopped says nothing."""
    latest = device.tests[0].status.lower() if device.tests else ""
    return int("failure" in latest or "failed" in latest or "fatal" in latest)
