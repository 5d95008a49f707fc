"""A drive that erases itself is asked like any other."""

from coordi_wipe.jobs import follow

follow.erasing = lambda _: {}
