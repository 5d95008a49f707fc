"""Sees the stick go and come back: lets go of it, and mounts the same file system again, of no other stick.

Meanwhile the empty read-only file system lies at the mount point: whoever has something to write finds no
folder there, and waits for the stick (jobs/recorder.py).
"""

import time
from collections.abc import Iterable

import msgspec

from coordi_wipe.hardware.stick import finding, mounting, opening
from coordi_wipe.hardware.stick.finding import Device
from coordi_wipe.hardware.stick.paths import Paths
from coordi_wipe.model.place import Place

_PAUSE = 10.0  # seconds until what failed is tried again: each try is an event, and may check for long

Attachments = frozenset[tuple[str, int]]


class Watcher:
    """The place as it was told last, and the attachment of the stick that is mounted, if any."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self.place = opening.told(paths) or Place("absent", code="place-absent")
        number = mounting.mounted(paths.point)
        stick = finding.of_number(number, paths) if number else None
        # a card that was changed between the start and now is met as one that was pulled
        self._stick = stick if stick is not None and opening.is_attached_as(stick, paths) else None
        self._seen: tuple[Attachments, Attachments] | None = None
        self._failed: tuple[Attachments, Attachments] | None = None
        self._again = 0.0

    def look(self, *, event: bool = True) -> Place:
        """Looks once, and tells what has changed. `event`: a drive came, went or changed. Raises OSError."""
        if mounting.mounted(self._paths.point):
            found = self._of_mounted()
        elif event or self._seen is None:
            found = self._of_others()
        else:
            return self.place
        if found != self.place:
            self.place = found
            opening.tell(found, self._paths)
        return self.place

    def _of_mounted(self) -> Place:
        if self._stick is not None and finding.present(self._stick, self._paths):
            try:
                return opening.used(self.place, self._paths)
            except OSError:  # it fails and is still there: as long as it does, nobody can write
                return msgspec.structs.replace(self.place, state="damaged", code="place-damaged")
        mounting.leave(self._paths.point)
        self._stick, self._seen = None, None
        # one that came back before we saw it go is met at once
        return self._of_others(Place("pulled", uuid=self.place.uuid, code="place-pulled"))

    def _of_others(self, without: Place | None = None) -> Place:
        """The place while nothing is mounted. Each set of sticks is looked at once: checking takes time."""
        without = without or self.place
        wanted = without.uuid
        sticks = finding.holding(self._paths, wanted) if wanted else finding.sticks(self._paths)
        others = finding.strangers(self._paths, wanted) if wanted else ()
        seen = (_attachments(sticks), _attachments(others))  # udev knows a stick's parts one after the other
        if seen == self._seen or (seen == self._failed and time.monotonic() < self._again):
            return without
        self._seen, self._failed = seen, None
        if not sticks:
            return _gone(without, others)
        found, failed = opening.opened(sticks, self._paths, wanted)
        if failed:  # no verdict on these sticks: they are looked at once more
            self._seen, self._failed, self._again = None, seen, time.monotonic() + _PAUSE
        self._stick = sticks[0] if mounting.mounted(self._paths.point) else None
        return found


def _attachments(sticks: Iterable[Device]) -> Attachments:
    return frozenset((stick.name, stick.attached) for stick in sticks)


def _gone(before: Place, others: Iterable[Device]) -> Place:
    """No stick that may be the place is there; `others`: sticks of ours with other data."""
    if not before.uuid:
        return Place("absent", code="place-absent")
    other = next(iter(others), None)
    if other is None:
        return Place("pulled", uuid=before.uuid, code="place-pulled")
    return Place("other", uuid=before.uuid, device=other.node, code="place-other")
