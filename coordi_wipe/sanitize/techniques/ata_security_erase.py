"""ATA SECURITY ERASE UNIT, normal or enhanced: a password of ours, then the drive erases itself.

ACS-4, 4.18 and 7.41; NIST SP 800-88 Rev. 1, tables A-5 and A-8. The password is the documented one, and what
is about to happen is recorded before it is sent: a power cut in between leaves a drive that only knows it.
"""

from coordi_wipe.hardware import ata, ata_erase
from coordi_wipe.hardware.ata import Security
from coordi_wipe.hardware.erasing import Status
from coordi_wipe.sanitize.control import Halted
from coordi_wipe.sanitize.firmware import Commands, FailedError, text
from coordi_wipe.sanitize.unlocking import OPEN, SET_NEXT, STANDS, open_ours
from coordi_wipe.sanitize.waiting import Waiting

NAME = "ata-security-erase"
_LATER = 600.0  # seconds: hdparm, which waits as long, gives up first


class AtaSecurityErase:
    """One security erase of one drive."""

    def __init__(self, commands: Commands, *, enhanced: bool) -> None:
        self._commands = commands
        self._enhanced = enhanced
        self._waiting: Waiting | None = None
        self.patience = self._estimate = self._limit = 0.0

    def capability(self) -> Status:
        security = _security(self._commands)
        if security is not None and security.enabled and not (security.frozen or security.expired):
            open_ours(self._commands)  # one try: a power cut may have left ours
            security = _security(self._commands)
            if security is not None and security.locked:
                raise Halted("refused", "security-locked")  # nothing else reaches it, and tries are few
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
        self._commands.around.saw("capability", SET_NEXT)
        done = self._commands.run(ata_erase.set_password(self._commands.node))
        held = _security(self._commands)
        if held is None or not held.enabled:
            self._leave_open()
            raise FailedError("password-not-set", status=text(done)[-200:])
        self._waiting = Waiting(self._erase, self._commands, self._estimate)
        return Status("idle", ata_erase.security_words(held))

    def look(self) -> Status:
        if self._waiting is None:
            return Status("idle", "not started")
        try:
            return self._waiting.look()
        except FailedError:
            self._leave_open()
            raise

    def _leave_open(self) -> None:
        """Takes our password away again after a failure. Raises Halted where it may have stayed: nothing that
        comes later may hide that the drive is locked from its next start on."""
        try:
            opened = open_ours(self._commands)
        except FailedError:
            opened = "silent"
        self._commands.around.saw("failed", f"{STANDS}{opened}")
        if opened not in OPEN:
            raise Halted("gave_up", "password-left", password=ata_erase.OURS)

    def _erase(self, commands: Commands) -> Status:
        argv = ata_erase.erase_unit(commands.node, enhanced=self._enhanced)
        done = commands.run(argv, timeout=self._limit)
        security = _security(commands)
        words = ata_erase.security_words(security)
        if security is None:
            raise FailedError("firmware-answers-nothing", status=words)
        if security.enabled:
            raise FailedError("security-erase-failed", status=text(done)[-200:])
        return Status("completed", words, 1.0)

    @property
    def _size(self) -> int:
        return self._commands.claimed.identity.size


def _security(commands: Commands) -> Security | None:
    return ata.security(commands.ask(("hdparm", "-I", commands.node)).out)


def make(commands: Commands, kind: str, estimate: float) -> AtaSecurityErase:
    """ "enhanced" or "normal"; the drive itself says how long it takes."""
    del estimate
    return AtaSecurityErase(commands, enhanced=kind == "enhanced")
