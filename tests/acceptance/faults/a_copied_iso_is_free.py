"""A medium is known by a partition's number only: a stick that the ISO was copied to has none of ours."""

from coordi_wipe.hardware.blocks import BlockDevice

BlockDevice.fsuuid = property(lambda device: "no file system")  # noqa: ARG005 - blind on purpose
