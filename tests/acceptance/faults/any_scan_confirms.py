"""Any tag that is scanned before a drive confirms it, as would no tag at all."""

from coordi_wipe.tui import flow


def same(text, state, world):  # noqa: ARG001 - blind on purpose
    return state, flow._start(flow.numbered(state, world))


flow._same_tag = same
