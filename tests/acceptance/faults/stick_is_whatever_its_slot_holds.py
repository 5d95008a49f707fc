"""A card in a reader is known by its slot: whatever lies there by now is the stick."""

from coordi_wipe.hardware.stick import disk, finding, opening

disk._same = lambda *_: None
disk.OpenDisk.still_there = lambda _: None
finding.present = lambda *_: True
opening._is_named = lambda *_: True
opening.is_attached_as = lambda *_: True
