"""A job that was stopped is recorded as one that finished."""

from coordi_wipe.jobs import work
from coordi_wipe.sanitize.control import Terminated

honest = work._Work.run


def run(self):
    try:
        return honest(self)
    except Terminated:
        self._end("finished", None)
        raise


work._Work.run = run
