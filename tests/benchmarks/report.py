"""Figures against their bars, as a Markdown table."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One measure. `at_least`: whether more is better."""

    what: str
    figures: str
    value: float
    bar: float
    at_least: bool
    unit: str

    @property
    def met(self) -> bool:
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    @property
    def line(self) -> str:
        sign = "≥" if self.at_least else "≤"
        met = "yes" if self.met else "**no**"
        cells = (
            self.what,
            self.figures,
            f"**{self.value:.2f} {self.unit}**",
            f"{sign} {self.bar:g} {self.unit}",
        )
        return f"| {' | '.join(cells)} | {met} |"


def ratio(what: str, ours: Sequence[float], theirs: Sequence[float], bar: float) -> Row:
    """Our rate over another's, both the median of all rounds. Rates in bytes a second."""
    value = statistics.median(ours) / statistics.median(theirs)
    return Row(what, f"{_rates(ours)} / {_rates(theirs)}", value, bar, at_least=True, unit="×")


def most(what: str, values: Sequence[float], bar: float, unit: str, more: str = "") -> Row:
    """A median that must not be more than this; `more` is told beside its spread."""
    figures = f"{min(values):.2f}–{max(values):.2f}{more}"
    return Row(what, figures, statistics.median(values), bar, at_least=False, unit=unit)


def _rates(values: Sequence[float]) -> str:
    low, middle, high = (f"{v / 1e9:.1f}" for v in (min(values), statistics.median(values), max(values)))
    return f"{middle} GB/s ({low}–{high})"


def table(rows: Sequence[Row]) -> str:
    """The rows, with a head."""
    head = ("| what | figures, medians (spread) | result | bar | met |", "|---|---|---|---|---|")
    return "\n".join([*head, *(row.line for row in rows)])


def machine(tools: dict[str, str]) -> str:
    """Where it was measured, and with what."""
    cpu = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    versions = ", ".join(f"{tool} {version}" for tool, version in tools.items())
    return (
        f"{len(os.sched_getaffinity(0))} cores of {cpu}, Linux {platform.release()}, "
        f"Python {platform.python_version()}, {versions}; load before the run {os.getloadavg()[0]:.1f}"
    )
