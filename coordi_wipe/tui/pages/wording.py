"""Words that several pages share: a drive, its health, what is on it, what is wrong."""

from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Drive, Identity
from coordi_wipe.tui.page import Key, Row, Tone
from coordi_wipe.tui.state import State

_HEALTH: dict[str, Tone] = {"pass": "good", "watch": "amber", "fail": "bad"}
_SYSTEMS = {
    "windows": {"ntfs", "bitlocker", "refs"},
    "linux": {"ext2", "ext3", "ext4", "btrfs", "xfs", "swap", "lvm2_member", "linux_raid_member"},
    "mac": {"apfs", "hfsplus"},
    "locked": {"crypto_luks"},
}


def enter(does: str) -> Key:
    """The Enter key, doing this."""
    return Key("enter", say("tui.key.enter"), say(does))


def back() -> Key:
    """The Escape key, going back."""
    return Key("escape", say("tui.key.escape"), say("tui.does.back"))


def wrong(state: State) -> str:
    """Why the last entry was not taken."""
    return sentence(state.wrong) if state.wrong is not None else ""


def named(identity: Identity) -> str:
    """A drive in a few words: kind, model, size."""
    return say(
        "tui.drive",
        medium=f"medium.{identity.medium}",
        model=identity.model or say("unknown"),
        size=identity.size,
    )


def content(drive: Drive) -> str:
    """What is on a drive, as people know it: the system that wrote it, and how many partitions."""
    if not drive.content:
        return say("tui.content.none")
    kinds = {one.kind.lower() for one in drive.content}
    systems = [system for system, theirs in _SYSTEMS.items() if kinds & theirs]
    known = [say(f"tui.content.{system}") for system in systems]
    return ", ".join([*known, say("tui.content.count", count=len(drive.content))])


def health(drive: Drive) -> Row:
    """The health of a drive: sign and word."""
    verdict = drive.health.verdict if drive.health is not None else "unknown"
    return Row(say("tui.health"), say(f"health.{verdict}").upper(), tone=_HEALTH.get(verdict, "plain"))


def protected(reasons: tuple[Reason, ...]) -> str:
    """Why a drive may not be touched, shortly: the first reason."""
    return sentence(reasons[0]) if reasons else ""
