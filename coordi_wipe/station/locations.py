"""Where things are kept: durable state, what a reboot may empty, and settings."""

import os
from pathlib import Path

_SYSTEM_RUN = Path("/run/coordi-wipe")


def home() -> Path:
    """Keys, jobs, ledger: $COORDI_WIPE_HOME, else $XDG_DATA_HOME/coordi-wipe."""
    chosen = os.environ.get("COORDI_WIPE_HOME")
    return Path(chosen).absolute() if chosen else _xdg("XDG_DATA_HOME", ".local/share") / "coordi-wipe"


def run() -> Path:
    """Live files: $COORDI_WIPE_RUN, else /run/coordi-wipe for root, else $XDG_RUNTIME_DIR/coordi-wipe, else
    a folder of the home. Not on a stick that may be pulled; homes share it, since no two jobs have one
    number (JOBS.md, "Jobs")."""
    chosen = os.environ.get("COORDI_WIPE_RUN")
    if chosen:
        return Path(chosen).absolute()
    if os.geteuid() == 0:
        return _SYSTEM_RUN
    session = os.environ.get("XDG_RUNTIME_DIR")
    return Path(session) / "coordi-wipe" if session else home() / "run"


def settings() -> Path:
    """The settings file: $XDG_CONFIG_HOME/coordi-wipe/settings.toml."""
    return _xdg("XDG_CONFIG_HOME", ".config") / "coordi-wipe" / "settings.toml"


def _xdg(variable: str, default: str) -> Path:
    chosen = os.environ.get(variable)
    return Path(chosen) if chosen else Path.home() / default
