"""What contradicts a registered certificate is not looked at."""

from coordi_wipe.inventory.pages import states

honest = states.state_of
states.state_of = lambda status, decisions, *, contested: honest(status, decisions, contested=False)  # noqa: ARG005
