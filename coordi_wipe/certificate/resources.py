"""Where the files of `certs/` are: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """The path of a file of `certs/`, such as `resource("fonts", "Sans.ttf")`."""
    inside = _PACKAGE / "certs"
    return (inside if inside.is_dir() else _PACKAGE.parent / "certs").joinpath(*parts)
