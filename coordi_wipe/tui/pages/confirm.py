"""Step 2: what is going to be erased, and the second scan (or each drive's own label) that says so."""

from collections.abc import Sequence

from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.tui import flow, naming
from coordi_wipe.tui.page import Page, Row, Tone
from coordi_wipe.tui.pages.wording import back, content, health, named, protected, wrong
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import Offer, World, free


def page(state: State, world: World) -> Page:
    """One drive in full, or several in a line each; those that may not be touched below, faded."""
    offers = free(world)
    by_label = naming.by_label(offers)
    asked = flow.numbered(state, world)
    rows = _several(state, asked) if len(offers) > 1 else _one(offers[0], hide_end=by_label)
    return Page(
        "confirm",
        2,
        "warning",
        say("tui.confirm.title"),
        rows=(*rows, *kept(world)),
        sentence=_sentence(asked, by_label=by_label),
        prompt=_prompt(state, offers, by_label=by_label),
        wrong=wrong(state),
        keys=(back(),),
    )


def _sentence(asked: Sequence[tuple[Offer, str]], *, by_label: bool) -> str:
    if not by_label:
        return say("tui.confirm.rescan")
    named = [bool(naming.own_number(offer)) for offer, _ in asked]
    if len(asked) == 1:
        return say("tui.confirm.label" if named[0] else "tui.confirm.by-tag", tag=asked[0][1])
    which = "labels" if all(named) else "mixed" if any(named) else "nameless"
    return say(f"tui.confirm.{which}", count=len(asked))


def _prompt(state: State, offers: tuple[Offer, ...], *, by_label: bool) -> str:
    if by_label:
        return say("tui.confirm.prompt-end", done=len(state.confirmed), count=len(offers))
    return f"{state.tag.pc.split('-')[0]}-____" if state.tag is not None else ""


def _one(offer: Offer, *, hide_end: bool) -> tuple[Row, ...]:
    drive = offer.drive
    end = naming.end_of_number(offer)
    beside = say("tui.confirm.end", end=end) if end and not hide_end else ""
    return (
        Row(say("tui.confirm.drive"), named(drive.identity), beside),
        Row(say("tui.confirm.content"), content(drive)),
        Row(
            say("tui.confirm.method"),
            say("tui.confirm.method-value", level=offer.level),
            say("tui.confirm.time", seconds=offer.seconds),
        ),
        health(drive),
        *_fingerprint(offer),
        *_notes(offer),
    )


def _notes(offer: Offer) -> tuple[Row, ...]:
    notes = offer.drive.notes[:2]
    return tuple(Row(say("tui.confirm.limit"), sentence(note)) for note in notes)


def _fingerprint(offer: Offer) -> tuple[Row, ...]:
    """What the drive says about itself: a hint, which saves erasing it twice."""
    print_ = offer.drive.fingerprint
    if print_ is None:
        return ()
    said = say("tui.confirm.fingerprint-value", at=print_.at, number=print_.number)
    return (Row(say("tui.confirm.fingerprint"), said),)


def _several(state: State, asked: Sequence[tuple[Offer, str]]) -> tuple[Row, ...]:
    return tuple(
        Row(tag, f"{named(offer.drive.identity)} · {content(offer.drive)}", *_asked(state, offer, tag))
        for offer, tag in asked
    )


def _asked(state: State, offer: Offer, tag: str) -> tuple[str, Tone]:
    """What still has to be typed or scanned for this drive."""
    if offer.drive.identity in state.confirmed:
        return say("tui.confirm.done"), "good"
    return "····" if naming.own_number(offer) else say("tui.confirm.scan-tag", tag=tag), "plain"


def kept(world: World) -> tuple[Row, ...]:
    """The drives that will not be touched, and why."""
    return tuple(
        Row(
            say("tui.confirm.kept"),
            named(offer.drive.identity),
            protected(offer.drive.protection) or (sentence(offer.refused) if offer.refused else ""),
            faded=True,
        )
        for offer in world.offers
        if offer.plan is None
    )


def loose(state: State, world: World) -> Page:
    """A drive out of its PC: plugged in after its tag was scanned, told from others by its own label."""
    offers = free(world)
    tag = state.tag.text if state.tag is not None else ""
    if not offers:
        return Page(
            "loose",
            2,
            title=say("tui.loose.title", tag=tag),
            rows=kept(world),
            sentence=say("tui.loose.plug", tag=tag),
            keys=(back(),),
        )
    nameless = all(not naming.end_of_number(offer) for offer in offers)
    rows = tuple(
        Row(str(number), named(offer.drive.identity), content(offer.drive))
        for number, offer in enumerate(offers, 1)
    )
    return Page(
        "loose",
        2,
        "warning",
        say("tui.confirm.title"),
        rows=(*rows, *kept(world)),
        sentence=say("tui.loose.rescan" if nameless else "tui.loose.label", tag=tag),
        prompt=tag if nameless else "····",
        wrong=wrong(state),
        keys=(back(),),
    )
