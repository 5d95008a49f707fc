"""ATA SECURITY ERASE UNIT, normal or enhanced: a password of ours, then the drive erases itself.

ACS-4, 4.18 and 7.41; NIST SP 800-88 Rev. 1, tables A-5 and A-8. The password is the documented one, and is
told (`locking`) before it is sent: a power cut in between leaves a drive that only knows it.
"""

from collections.abc import Callable

from coordi_wipe.hardware import ata, ata_erase
from coordi_wipe.hardware.ata import Security
from coordi_wipe.hardware.erasing import Status
from coordi_wipe.sanitize.firmware import Commands, FailedError, text
from coordi_wipe.sanitize.waiting import Waiting

NAME = "ata-security-erase"
_LATER = 600.0  # seconds: hdparm, which waits as long, gives up first


class AtaSecurityErase:
    """One security erase of one drive. `locking` makes the intent durable and shows it."""

    def __init__(self, commands: Commands, *, enhanced: bool, locking: Callable[[], None]) -> None:
        self._commands = commands
        self._enhanced = enhanced
        self._locking = locking
        self._waiting: Waiting | None = None
        self.patience = self._estimate = self._limit = 0.0

    def capability(self) -> Status:
        security = _security(self._commands)
        if security is None or not security.supported:
            raise FailedError("security-not-supported")
        for hindrance in ("frozen", "locked", "expired", "enabled"):
            if getattr(security, hindrance):
                raise FailedError(f"security-{hindrance}")
        said = security.enhanced_minutes if self._enhanced else security.erase_minutes
        self._estimate = (said or 0) * 60.0
        self._limit = ata_erase.erase_seconds(security, self._size, enhanced=self._enhanced)
        self.patience = self._limit + _LATER
        return Status("idle", ata_erase.security_words(security))

    def start(self) -> Status:
        self._locking()
        done = self._commands.run(ata_erase.set_password(self._commands.node))
        held = _security(self._commands)
        if held is None or not held.enabled:
            raise FailedError("password-not-set", status=text(done)[-200:])
        self._waiting = Waiting(self._erase, self._commands, self._estimate)
        return Status("idle", ata_erase.security_words(held))

    def look(self) -> Status:
        if self._waiting is None:
            return Status("idle", "not started")
        return self._waiting.look()

    def _erase(self, commands: Commands) -> Status:
        argv = ata_erase.erase_unit(commands.node, enhanced=self._enhanced)
        done = commands.run(argv, timeout=self._limit)
        security = _security(commands)
        words = ata_erase.security_words(security)
        if security is None:
            return Status("unknown", words)
        if security.enabled:
            _open(commands)
            raise FailedError("security-erase-failed", status=text(done)[-200:])
        return Status("completed", words, 1.0)

    @property
    def _size(self) -> int:
        return self._commands.claimed.identity.size


def _open(commands: Commands) -> None:
    """Takes our password away again, as far as the drive lets us: it must not stay locked in silence."""
    commands.run(ata_erase.unlock(commands.node))
    commands.run(ata_erase.disable_password(commands.node))


def _security(commands: Commands) -> Security | None:
    return ata.security(commands.ask(("hdparm", "-I", commands.node)).out)
