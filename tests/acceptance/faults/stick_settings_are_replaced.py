"""A stick's own settings give way to the desk's."""

from coordi_wipe.station import stick_data

_really = stick_data.copy_settings


def copy(source, target):
    target.unlink(missing_ok=True)
    return _really(source, target)


stick_data.copy_settings = copy
