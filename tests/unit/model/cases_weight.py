"""What was noted, and the level that is left."""

from unit.model.stories import SIZE, Cases, firmware, noted, one_pass, three_passes

from coordi_wipe.model.base import Reason

ZERO = one_pass().stepping(0, patterns=("00",))

SPOILED: Cases = {
    ("failed", "no-level"): {
        "a plan without level": one_pass().stepping(0, level="none"),
        "firmware on a medium without a row": firmware().on(medium="nvme"),
        "a RAID volume": one_pass().on(medium="raid-volume"),
        "an unknown medium": one_pass().on(medium="unknown"),
        "a note that leaves no level": one_pass().adding(3, noted("resumed", cap="none")),
    },
    ("sanitized_with_exceptions clear", "level-below-asked"): {
        "a plan that grants itself Purge": one_pass().stepping(0, level="purge").planning(wanted="purge"),
        "less than asked": one_pass().planning(wanted="purge"),
        "noted as below the asked level": one_pass().adding(3, noted("level-below-asked")),
    },
    ("failed", "from-the-future"): {
        "an unknown note": one_pass().adding(3, noted("from-the-future")),
        "an unknown note of the plan": one_pass().planning(notes=(Reason("from-the-future"),)),
        "an unknown note under firmware": firmware().adding(3, noted("from-the-future")),
    },
    ("failed", "hidden-area"): {
        "a hidden area under an overwrite": one_pass().adding(3, noted("hidden-area", "exception")),
        "a hidden area, recorded as a limit": one_pass().adding(3, noted("hidden-area")),
        "a hidden area known before": one_pass().planning(notes=(Reason("hidden-area"),)),
    },
    ("failed", "no-read-back", "hidden-area"): {
        "a hidden area, not read back either": one_pass().putting(3, noted("hidden-area")),
    },
    ("failed", "gap", "hidden-area"): {
        "a hidden area and a gap": one_pass().putting(1, noted("hidden-area")),
    },
    ("sanitized_with_exceptions purge", "hidden-area"): {
        "a hidden area under firmware": firmware().adding(3, noted("hidden-area")),
    },
    ("sanitized_with_exceptions purge", "boot-areas-left"): {
        "boot areas left": firmware().adding(3, noted("boot-areas-left", "exception")),
    },
    ("sanitized_with_exceptions clear", "unallocated-capacity"): {
        "unallocated capacity": one_pass().adding(3, noted("unallocated-capacity")),
    },
    ("sanitized_with_exceptions purge", "no-witness"): {
        "no witness": firmware().adding(3, noted("no-witness")),
        "the same exception twice": firmware().adding(3, noted("no-witness"), noted("no-witness")),
    },
    ("sanitized_with_exceptions clear", "resumed"): {
        "a limit recorded as an exception": one_pass().adding(3, noted("resumed", "exception")),
        "the same limit, once as an exception": one_pass().adding(
            3, noted("resumed", "exception"), noted("resumed")
        ),
    },
    ("sanitized_with_exceptions clear", "no-identity", "level-below-asked"): {
        "less than asked, and no identity": one_pass().on(source="none").planning(wanted="purge"),
    },
    ("sanitized_with_exceptions purge", "no-witness", "boot-areas-left"): {
        "two exceptions": firmware().adding(3, noted("no-witness"), noted("boot-areas-left")),
    },
    ("sanitized_with_exceptions clear", "identity-from-bridge"): {
        "identity from the bridge": one_pass().on(source="bridge"),
        "identity from the bridge under firmware": firmware().on(source="bridge"),
        "no serial of a bridge's drive": one_pass().on(serial="", source="bridge"),
    },
    ("sanitized_with_exceptions clear", "no-identity"): {
        "no identity": one_pass().on(source="none"),
        "no serial": one_pass().on(serial=""),
    },
    ("sanitized_with_exceptions clear", "constant-on-flash"): {
        "zeros on a SATA SSD": ZERO.on(medium="ata-ssd"),
        "zeros on an NVMe drive": ZERO.on(medium="nvme"),
        "zeros on a SAS SSD": ZERO.on(medium="scsi-ssd"),
        "zeros on an NVMe drive behind USB": ZERO.on(medium="usb-nvme"),
        "constant passes on an SSD": three_passes()
        .on(medium="ata-ssd")
        .stepping(0, patterns=("00", "~00", "92")),
    },
}
"""Expected status, level and reasons → what is wrong → the story."""

HARMLESS: Cases = {
    ("sanitized clear",): {
        "a limit under an overwrite": one_pass().adding(3, noted("resumed")),
        "limits of the plan": one_pass().planning(notes=(Reason("unreached-cells"),)),
        "a limit that leaves Clear": firmware().adding(3, noted("medium-in-doubt")),
        "a hybrid disk's cache": firmware().adding(3, noted("hybrid-cache")),
        "a limit recorded with a lower cap": firmware().adding(3, noted("resumed", cap="clear")),
        "a limit recorded with a higher cap": firmware().adding(3, noted("hybrid-cache", cap="purge")),
        "a lower step": firmware().stepping(0, level="clear"),
        "asked Clear, got Clear": one_pass().planning(wanted="clear"),
        "a plan that grants itself Purge": one_pass().stepping(0, level="purge"),
        "zeros on a magnetic disk": ZERO,
        "zeros and random on an SSD": three_passes().on(medium="ata-ssd"),
        "complement of random on an SSD": one_pass().on(medium="nvme").stepping(0, patterns=("~random",)),
        "zeros on an eMMC": one_pass().on(medium="emmc").stepping(0, patterns=("00",)),
        "a loop device without identity": one_pass().on(medium="loop", source="none", serial=""),
        "a file without identity": one_pass().on(medium="file", source="none", serial=""),
    },
    ("sanitized purge",): {
        "a limit under firmware": firmware().adding(3, noted("sampled-read-back")),
        "asked Clear, got Purge": firmware().planning(wanted="clear"),
        "asked Purge, got Purge": firmware().planning(wanted="purge"),
        "sampled asked, read whole": firmware().changing(7, kind="full", read=SIZE),
    },
}
"""What differs from a good story and changes nothing but, perhaps, the level."""
