"""An installation of made-up series for measuring and breaking jobs: a catalogue folder and its figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np

_HEAD = """\
mission:
  id: trial
  title: Trial
  jurisdiction: Nowhere
  ambition: More.
  status: live
  citation: Invented.
indicators:
  - id: homes
    title: Homes
    definition: Homes built.
    unit: homes
    direction: increase
    lower: 0
    aggregation: stock
    frequency: A
    family: mixed
    coverage: Nowhere
    publisher: Office
    release: Homes
    table: homes.csv
targets:
"""
_TARGET = """\
  - id: {id}
    title: More in {area}
    wording: More in {area}.
    kind: level
    indicator: homes
    area: {area}
    comparator: ">="
    value: {value}
    period: "2028"
    announced: 2020-06-01
    status: live
    citation: Invented.
"""


def write_catalogue(folder: Path, *, series: int, years: int = 18) -> Path:
    """Write a catalogue of one indicator in many areas, a target for each; the same every time."""
    folder.mkdir(parents=True, exist_ok=True)
    areas = [f"T{number:06}" for number in range(series)]
    walks = 100 + np.cumsum(np.random.default_rng(7).normal(1, 3, (series, years)), axis=1)
    entries = [
        _TARGET.format(id=area.lower(), area=area, value=round(walk[-1] + 5, 1))
        for area, walk in zip(areas, walks, strict=True)
    ]
    (folder / "trial.yaml").write_text(_HEAD + "".join(entries), encoding="utf-8")
    lines = ["indicator,area,period,value,published"]
    first = 2025 - years + 1
    for area, walk in zip(areas, walks, strict=True):
        # The last figure comes with a release of its own, so that there is something to compare with.
        for step, value in enumerate(walk.tolist()):
            day = "2026-02-01" if step == years - 1 else "2025-02-01"
            lines.append(f"homes,{area},{first + step},{value:.2f},{day}")
    (folder / "observations.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return folder
