"""A job that a person gave up is left as one that was stopped: the next worker goes on with it."""

from coordi_wipe.jobs import work
from coordi_wipe.sanitize.control import Terminated

honest = work._Work._end


def end(self, how, reason):
    if how == "cancelled":
        raise Terminated
    honest(self, how, reason)


work._Work._end = end
