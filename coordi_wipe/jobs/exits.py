"""How a worker ends, as exit codes: what it says to systemd, and to whoever waits for it."""

DONE = 0  # the drive's part is over
REFUSED = 3  # the drive cannot be had now, and why.json says why
TAKEN = 75  # somebody else does the job (EX_TEMPFAIL, sysexits.h)
STOPPED = 143  # it was asked to stop, as by a power cut: 128 + SIGTERM
