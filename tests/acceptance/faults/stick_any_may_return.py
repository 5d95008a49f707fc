"""Any stick of ours that comes is taken for the one that was pulled."""

from coordi_wipe.hardware.stick import finding, opening

honest = opening.opened
finding.holding = lambda paths, uuid: finding.ours(finding.devices(paths))  # noqa: ARG005 - blind on purpose
opening.opened = lambda sticks, paths, wanted="": honest(sticks, paths)  # noqa: ARG005
