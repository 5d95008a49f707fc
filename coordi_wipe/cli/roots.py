"""The supervisor's desk: a root made, restored, put on paper; a stick made under it."""

import datetime
import os
import secrets
import shlex
from pathlib import Path

from coordi_wipe.certificate import organisation, root_key, root_paper, root_store, root_words, stick_key
from coordi_wipe.certificate.authority import common_name
from coordi_wipe.certificate.root_key import Root
from coordi_wipe.cli import asking, output
from coordi_wipe.ledger import durable
from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say
from coordi_wipe.model.errors import MissingError, RefusedError, UsageError
from coordi_wipe.station import custody, locations, stick_data

_COLUMNS = 4  # of words on a terminal of 80 letters


def init(name: str, file: Path | None, *, own: bool) -> None:
    """A new root; its words on paper, or on the terminal, once."""
    folder = locations.home() / custody.KEYS
    root_store.check_free(folder)
    root = root_key.root(os.urandom(root_words.ENTROPY), _name(name))
    passphrase = _new_passphrase(own=own)
    if file is not None:  # first: a root whose paper cannot be written is not made
        _write_paper(root, file)
    root_store.keep(folder, root, passphrase)
    _said(folder, root, passphrase, own=own)
    if file is None:
        output.line(say("cli.root.words"))
        words = [f"{n:2} {word}" for n, word in enumerate(root_words.words_of(root.entropy), 1)]
        output.table([words[row :: len(words) // _COLUMNS] for row in range(len(words) // _COLUMNS)])


def restore(name: str, fingerprint: str, *, own: bool) -> None:
    """The root of 24 words that a person types."""
    folder = locations.home() / custody.KEYS
    if (folder / root_store.KEY).exists():
        raise RefusedError("root-exists", path=str(folder / root_store.KEY))
    there = root_store.certificate(folder)
    words = asking.words(say("cli.root.ask-words"), root_words.COUNT, root_words.check)
    entropy = root_words.entropy_of(words)
    root = root_key.root(entropy, _name(name or (common_name(there) if there is not None else "")))
    made = root_key.fingerprint(root.certificate)
    wanted = "".join(fingerprint.split()).replace(":", "").lower()
    if not made.startswith(wanted):
        raise RefusedError("root-fingerprint-differs", wanted=wanted, made=made[: len(wanted)])
    passphrase = _new_passphrase(own=own)
    root_store.keep(folder, root, passphrase)
    _said(folder, root, passphrase, own=own)
    output.line(say("cli.root.compare"))


def paper(file: Path) -> None:
    """The root's words on paper once more."""
    _write_paper(_opened(), file)


def stick(home: Path | None, name: str, until: str, *, allow_virtual: bool, replace: bool) -> None:
    """A stick that signs, and the five words of its key, once."""
    asked = (home or locations.home()).absolute()
    if until:
        custody.checked_day(until)
    if not asked.is_dir() and home is not None:
        raise UsageError("stick-home-absent", path=str(asked))
    there = stick_data.place(asked) if home is not None else stick_data.Place(asked)
    target = there.home
    stick_data.check_writable(there, f"--home {shlex.quote(str(asked))}")
    signer = root_store.checked_name(name or say("cli.stick.name", mark=secrets.token_hex(2).upper()))
    if not replace and any((target / custody.KEYS / file).exists() for file in stick_key.FILES):
        raise RefusedError("stick-exists", path=str(target / custody.KEYS))
    root, words = _opened(), root_words.passphrase()
    settled = stick_data.copy_settings(locations.settings(), there.settings) if there.settings else ""
    custody.forget(target)
    made = stick_key.put(target / custody.KEYS, root, signer, words, virtual=allow_virtual)
    output.line(say("cli.stick.made", signer=made.signer, path=str(target)))
    output.line(say("cli.stick.words", words=words))
    if until:
        custody.unlock(target, locations.run(), words, until)
        output.line(say("cli.custody.opened", signer=made.signer, until=until))
    else:
        output.line(say("cli.stick.locked"))
    if allow_virtual:
        output.line(say("cli.stick.virtual"))
    if settled:
        output.line(say(f"cli.stick.settings-{settled}", path=str(there.settings)))


def _opened() -> Root:
    folder = locations.home() / custody.KEYS
    root_store.check_there(folder)  # before anything is typed
    return root_store.read(folder, asking.secret(say("cli.root.ask-passphrase")))


def _name(given: str) -> str:
    """The name asked for, else the organisation's."""
    return root_store.checked_name(given or organisation.load(locations.settings()).name or "Coordi-Wipe")


def _new_passphrase(*, own: bool) -> str:
    if own:
        return asking.chosen(say("cli.root.ask-new-passphrase"), say("cli.root.ask-again"))
    return root_words.passphrase()


def _said(folder: Path, root: Root, passphrase: str, *, own: bool) -> None:
    output.line(
        say("cli.root.made", name=common_name(root.certificate), path=str(folder / root_store.CERTIFICATE))
    )
    output.line(
        say("cli.root.fingerprint", fingerprint=root_paper.grouped(root_key.fingerprint(root.certificate)))
    )
    if not own:
        output.line(say("cli.root.passphrase", words=passphrase))


def _write_paper(root: Root, file: Path) -> None:
    """Writes the file asked for and no other (0600).

    Raises RefusedError("paper-exists"), MissingError("folder-not-writable").
    """
    if file.exists():
        raise RefusedError("paper-exists", path=str(file))
    today = datetime.date.today()
    page = root_paper.paper(root, today, catalogue.current().language)
    try:
        durable.write(file, page)
    except OSError as error:
        why = error.strerror or str(error)
        raise MissingError("folder-not-writable", path=str(file.parent), error=why) from error
    output.line(say("cli.root.paper", path=str(file)))
