"""What the screens decided is done here, off the screen: it may take as long as it takes."""

from collections.abc import Sequence

from coordi_wipe.jobs.lookout import put_away
from coordi_wipe.messages import catalogue
from coordi_wipe.model.plan import Plan
from coordi_wipe.station import absence, ending
from coordi_wipe.station.begin import Details
from coordi_wipe.station.station import Station
from coordi_wipe.tui import day
from coordi_wipe.tui.state import Absent, Action, End, PutAway, Remember, Resume, Start


def do(station: Station, action: Action, operator: str) -> None:
    """Does this. Raises CoordiWipeError and OSError."""
    match action:
        case Start(drives=drives):
            _start(station, drives, operator)
        case Resume(jobs=jobs):
            for job in jobs:
                station.resume(station.folder(job))
        case PutAway(jobs=jobs):
            for job in jobs:
                put_away(station.folder(job))
        case Remember(operator=code):
            day.remember(station.run, code)
        case Absent(tag=tag, hidden=hidden):
            absence.report(station.host, station.home, station.ledger, tag, operator, hidden=hidden)
        case End(restart=restart):
            (ending.restart if restart else ending.power_off)(station)


def _start(station: Station, drives: Sequence[tuple[Plan, str]], operator: str) -> None:
    language = catalogue.current().language
    for plan, tag in drives:
        station.start([plan], Details(tag, operator=operator, language=language))
