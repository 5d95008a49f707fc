"""Jobs in a line each: those of now as the screens know them, older ones as the ledger says."""

from collections.abc import Mapping

from coordi_wipe.jobs import follow
from coordi_wipe.jobs.folder import State
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.number import short
from coordi_wipe.station.station import Station
from coordi_wipe.tui.screens.expert.archive import MOST, Archive, Record


class Line(Base, frozen=True):
    """One job. `percent` of the pass while it runs, -1 else; `status` once there is a claim."""

    uuid: str
    number: str
    tag: str
    serial: str
    state: State
    status: str = ""
    percent: int = -1
    why: Reason | None = None


def listed(station: Station, archive: Archive, current: Mapping[str, JobView]) -> tuple[Line, ...]:
    """The newest jobs of this stick, newest first. Raises OSError."""
    records = archive.records()
    lines = []
    for folder in reversed(station.folders()[-MOST:]):
        record, view = records.get(folder.uuid), current.get(folder.uuid)
        if view is None and record is not None and record.digest:
            lines.append(_over(record))
        else:
            lines.append(_seen(view or follow.view(folder, station.ledger), record))
    return tuple(lines)


def _over(record: Record) -> Line:
    return Line(record.job, record.number, record.tag, record.serial, "done", record.status)


def _seen(view: JobView, record: Record | None) -> Line:
    known = record or Record(view.uuid, short(view.uuid))
    progress = view.progress
    return Line(
        view.uuid,
        known.number,
        view.tag or known.tag,
        (view.drive.serial or view.drive.node) if view.drive is not None else known.serial,
        view.state,
        view.claim.status if view.claim is not None else "",
        100 * progress.bytes // max(progress.total, 1)
        if progress is not None and view.state == "running"
        else -1,
        view.why,
    )
