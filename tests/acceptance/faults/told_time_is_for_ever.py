"""A clock that was right once was right before, and on every PC."""

from coordi_wipe.jobs import told_time


def source(run, facts):  # noqa: ARG001 - blind on purpose
    told = [one.source for one in told_time.known(run)]
    return told[-1] if told else "untrusted"


told_time.source = source
