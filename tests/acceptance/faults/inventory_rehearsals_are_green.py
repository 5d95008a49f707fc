"""A rehearsal is shown in the colour of a proof."""

from coordi_wipe.inventory.pages import states

honest = states.tone_of
states.tone_of = lambda state, *, rehearsal: honest(state, rehearsal=False)  # noqa: ARG005 - blind on purpose
