"""Writes the tables of docs/methods.md anew from the record and the constants that ship.

    python tests/benchmarks/write_methods.py [--check]

``--check`` writes nothing and ends with an error where the page is out of date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from forecasting.evidence import Evidence, recorded  # noqa: E402
from forecasting.models.constants import FrequencyClass, panel_constants, smoothing_grid  # noqa: E402

PAGE = ROOT / "docs/methods.md"
_BLOCK = re.compile(r"(<!-- table: (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_SEASON = {FrequencyClass.YEARLY: 1, FrequencyClass.QUARTERLY: 4, FrequencyClass.MONTHLY: 12}
_NOUN = {"yearly": "years", "quarterly": "quarters", "monthly": "months"}


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def constants() -> str:
    """What of the engine differs by frequency class."""
    head = ("series", "raw models", "logarithmic models", "ν", "skew", "fitted up to")

    def rows() -> Iterator[tuple[str, ...]]:
        for frequency, season in _SEASON.items():
            found = panel_constants(frequency)
            grids = (len(smoothing_grid(name, frequency, season).alpha) for name in ("raw", "log"))
            yield (
                frequency.value,
                *(str(size) for size in grids),
                f"{found.nu:.1f}",
                f"{found.skew:.2f}",
                f"{found.calibrated_horizon} {_NOUN[frequency.value]}",
            )

    return table(head, rows())


def span(ends: tuple[int, int | None]) -> str:
    """Two ends in words."""
    low, high = ends
    return f"{low} or more" if high is None else f"{low} to {high}"


def reach() -> str:
    """How far ahead probabilities are given, by class and length."""
    head = ("series", "values", "tested up to", "no probability beyond")

    def rows() -> Iterator[tuple[str, ...]]:
        furthest: dict[tuple[str, tuple[int, int | None]], int] = {}
        for line in recorded():
            if line.enough:
                furthest[line.frequency_class, line.lengths] = line.horizons[1]
        for (name, lengths), last in furthest.items():
            yield name, span(lengths), f"{last} {_NOUN[name]}", f"{2 * last} {_NOUN[name]}"

    return table(head, rows())


def reliability() -> str:
    """What was said against what happened, by class."""
    classes = list(_NOUN)
    head = ("said", *(f"{name}: mean said, came true, cases" for name in classes))
    tenths: dict[tuple[str, int], list[float]] = {}
    for line in recorded():
        for one in line.reliability:
            sums = tenths.setdefault((line.frequency_class, min(int(one.said * 10), 9)), [0.0, 0.0, 0.0])
            for place, value in enumerate((one.said * one.count, one.happened * one.count, one.count)):
                sums[place] += value

    def rows() -> Iterator[tuple[str, ...]]:
        for k in range(10):
            cells = [tenths.get((name, k)) for name in classes]
            yield (
                f"{10 * k} to {10 * k + 10}%",
                *(
                    ""
                    if sums is None
                    else f"{sums[0] / sums[2]:.1%}, {sums[1] / sums[2]:.1%}, {sums[2]:,.0f}"
                    for sums in cells
                ),
            )

    return table(head, rows())


def coverage() -> str:
    """How often the ranges held, line by line of the record."""
    head = (
        "series",
        "values",
        "ahead",
        "independent series",
        "forecasts",
        "50%",
        "80%",
        "95%",
        "Brier",
        "outer tenths",
    )
    return table(head, (_line(line) for line in recorded()))


def _line(line: Evidence) -> tuple[str, ...]:
    low, high = line.horizons
    outer = [
        name
        for name, trusted in (("under 10%", line.trusted_low), ("over 90%", line.trusted_high))
        if trusted and line.enough
    ]
    return (
        line.frequency_class,
        span(line.lengths),
        f"{low} to {high}",
        f"{line.series:,}",
        f"{line.forecasts:,}",
        *(_share(value) for value in (line.coverage_50, line.coverage_80, line.coverage_95)),
        "" if line.brier is None else f"{line.brier:.3f}".lstrip("0"),
        ", ".join(outer) or "–",
    )


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


TABLES = {"constants": constants, "reach": reach, "reliability": reliability, "coverage": coverage}


def renewed(text: str) -> str:
    """The page with every table made anew. Raises KeyError for a table nobody makes."""
    return _BLOCK.sub(lambda found: found[1] + TABLES[found["name"]]() + found[3], text)


def main() -> None:
    """Write the page, or say whether it is up to date."""
    text = PAGE.read_text("utf-8")
    new = renewed(text)
    if "--check" in sys.argv[1:]:
        sys.exit(0 if new == text else f"{PAGE} is out of date: make methods")
    PAGE.write_text(new, "utf-8")


if __name__ == "__main__":
    main()
