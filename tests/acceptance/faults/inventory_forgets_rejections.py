"""A rejected exception looks as if it had been accepted."""

from coordi_wipe.inventory.pages import states

honest = states.state_of


def _mild(status, decisions, *, contested):
    return honest(status, ["accepted" if d == "rejected" else d for d in decisions], contested=contested)


states.state_of = _mild
