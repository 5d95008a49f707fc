"""The QR of a situation holds what its reason was told: a serial number, a path with somebody's name."""

from coordi_wipe.tui.screens import outlook

_carried = outlook.carried
outlook.carried = lambda moment, signer: " ".join(
    [_carried(moment, signer), *(str(told).upper() for told in moment.reason.args.values())]
)
