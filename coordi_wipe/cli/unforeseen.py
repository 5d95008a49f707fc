"""What nobody foresaw: a sentence for the person, and the traceback in a file for whoever mends it."""

import sys
import traceback
from types import TracebackType

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say
from coordi_wipe.station import locations

NAME = "errors.log"


def install() -> None:
    """From now on this process never shows a traceback."""
    sys.excepthook = _tell


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Python exits 1 afterwards."""
    path = locations.home() / NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("a", encoding="utf-8") as file:
            traceback.print_exception(kind, error, trace, file=file)
    except OSError:
        output.note(say("unforeseen", error=f"{kind.__name__}: {error}", path="–"))
    else:
        output.note(say("unforeseen", error=f"{kind.__name__}: {error}", path=str(path)))
