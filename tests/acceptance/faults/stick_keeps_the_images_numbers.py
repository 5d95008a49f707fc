"""A first boot leaves the identifiers of the image: all sticks of a release are one."""

from coordi_wipe.hardware.stick import growth

growth.numbered = lambda disk, remember: growth.mended(disk)  # noqa: ARG005 - blind on purpose
