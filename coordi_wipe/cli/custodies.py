"""A stick's key: unlocked, locked, and how everything that signs here stands."""

from coordi_wipe.certificate import root_key, root_paper, root_store
from coordi_wipe.certificate.authority import common_name
from coordi_wipe.cli import asking, output
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import MissingError
from coordi_wipe.station import custody, locations
from coordi_wipe.station.custody import Custody


class Standing(Base, frozen=True):
    """`authority show --json`: the root of this desk (name, SHA-256 of its certificate; empty where there is
    none; `root_key`: its key lies here too), and the key of this stick."""

    root: str
    root_fingerprint: str
    root_key: bool
    custody: Custody
    virtual: bool


def unlock(until: str) -> None:
    """Unlocks the key, and makes the certificates that waited for it."""
    from coordi_wipe.cli.stations import station

    home, run = locations.home(), locations.run()
    if custody.stick(home) is None:  # before anything is typed
        raise MissingError("stick-absent")
    if until:
        custody.checked_day(until)
    now = custody.unlock(home, run, asking.secret(say("cli.stick.ask-words")), until)
    output.line(_words(now))
    for problem in station().catch_up():
        output.note(sentence(problem))


def lock() -> None:
    """Locks the key."""
    output.line(_words(custody.lock(locations.home(), locations.run())))


def standing() -> Standing:
    """How everything stands. Raises DamagedError."""
    home = locations.home()
    root, stick = root_store.certificate(home / custody.KEYS), custody.stick(home)
    return Standing(
        common_name(root) if root is not None else "",
        root_key.fingerprint(root) if root is not None else "",
        (home / custody.KEYS / root_store.KEY).exists(),
        custody.state(home, locations.run()),
        stick is not None and stick.virtual,
    )


def words(shown: Standing) -> list[str]:
    """The same in sentences."""
    lines = [say("cli.root.none")]
    if shown.root:
        lines = [
            say("cli.root.there" if shown.root_key else "cli.root.certificate-only", name=shown.root),
            say("cli.root.fingerprint", fingerprint=root_paper.grouped(shown.root_fingerprint)),
        ]
    lines.append(_words(shown.custody))
    return [*lines, say("cli.stick.virtual")] if shown.virtual else lines


def _words(now: Custody) -> str:
    if now.kind == "locked" and now.until:
        return say("cli.custody.over", signer=now.signer, until=now.until)
    return say(f"cli.custody.{now.kind}", signer=now.signer, until=now.until)
