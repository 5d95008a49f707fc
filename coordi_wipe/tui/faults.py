"""What ends a thread of the screens is kept in a file: Textual takes what goes to standard error."""

import threading
import traceback
from contextlib import suppress
from pathlib import Path

FILE = "screens.log"


def keep(run: Path) -> None:
    """From now on, in this process: each traceback is added to `screens.log` there."""

    def kept(fault: threading.ExceptHookArgs) -> None:
        with suppress(OSError), (run / FILE).open("a") as file:
            traceback.print_exception(fault.exc_type, fault.exc_value, fault.exc_traceback, file=file)

    threading.excepthook = kept
