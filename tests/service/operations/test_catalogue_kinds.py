"""Targets on several series, over time and made of others in a catalogue of one's own: judged, kept, read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from forecasting.assessment import Assessment, Reason
from service.operations.cases import cases_for
from service.operations.installation import Installation, open_installation
from service.operations.judging import judge_targets
from service.settings import Settings
from service.store.reads.assessments import assessment_as_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
AREAS = "ABCDEFG"

MISSION = """mission:
  id: kinds
  title: Kinds
  jurisdiction: Nowhere
  government: Invented
  ambition: Every kind of target.
  status: live
  citation: Invented
  order: 1

indicators:"""
INDICATOR = """
  - id: {id}
    title: {title}
    definition: Invented.
    unit: {unit}
    decimals: 1
    direction: {direction}
    aggregation: rate
    frequency: A
    family: share
    publisher: Invented
    release: Invented
    lag_days: 90
    licence: Open Government Licence v3.0
"""
TARGET = """
  - id: {id}
    title: {id}
    wording: Invented.
    kind: {kind}
    status: live
    announced: 2022-06
    owner: Nobody
    legal: local strategy
    citation: Invented
"""
MEASURED = """    indicator: {indicator}
    area: A
"""
TARGETS = {
    "t-level": ("level", 'comparator: ">="\n    value: 62\n    period: 2029'),
    "t-rank": ("rank", "value: 2\n    period: 2029\n    peers: [B, C, D, E, F, G]"),
    "t-gap": (
        "gap_between_groups",
        'comparator: "<="\n    value: 9\n    period: 2029\n    other_indicator: second',
    ),
    "t-intensity": (
        "intensity",
        'comparator: ">="\n    value: 1.2\n    period: 2029\n    other_indicator: second',
    ),
    "t-held": (
        "sustained_standard",
        'comparator: ">="\n    value: 60\n    period: 2029\n    periods_required: 3',
    ),
    "t-against": (
        "relative_to_counterfactual",
        'comparator: ">="\n    value: 1\n    period: 2029\n    scenario: otherwise',
    ),
    "t-direction": ("directional", 'comparator: ">="'),
    "t-all": ("all_of", "components: [t-level, t-gap]"),
    "t-derived": ("derived", "components: [t-all]"),
}  # fmt: skip


def _folder(path: Path) -> Path:
    path.mkdir()
    parts = [MISSION]
    parts += [
        INDICATOR.format(id=name, title=f"Share {name}", unit="percent", direction="increase")
        for name in ("first", "second", "otherwise")
    ]
    parts.append("\ntargets:")
    for name, (kind, fields) in TARGETS.items():
        parts.append(TARGET.format(id=name, kind=kind))
        if kind not in ("all_of", "derived"):
            parts.append(MEASURED.format(indicator="first"))
        parts.append(f"    {fields}\n")
    (path / "kinds.yaml").write_text("".join(parts), "utf-8")
    (path / "areas.csv").write_text(
        "area,name,level\n" + "".join(f"{a},Area {a},local authority\n" for a in AREAS), "utf-8"
    )
    rng = np.random.default_rng(6)
    common = rng.standard_normal(25)
    lines = ["indicator,area,period,value,published,status,note"]
    for area in AREAS:
        walk = 55 + np.cumsum(0.2 + 0.5 * rng.standard_normal(25) + (common if area == "A" else 0))
        lines += _rows("first", area, walk)
    lines += _rows("second", "A", 45 + np.cumsum(0.3 + 0.5 * rng.standard_normal(25) + common))
    lines += _rows("otherwise", "A", np.full(30, 58.0))
    (path / "observations.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _rows(indicator: str, area: str, values: np.ndarray) -> list[str]:
    # A scenario reaches ahead: what it says of the years to come was published with the rest.
    return [
        f"{indicator},{area},{2000 + k},{value:.1f},{min(2001 + k, 2025)}-03-31,final,"
        for k, value in enumerate(values.tolist())
    ]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = _folder(tmp_path_factory.mktemp("catalogue") / "own")
    settings = Settings(home=tmp_path_factory.mktemp("home"), catalogue=str(folder), bundled=False)
    opened = open_installation(settings, recorded=NOW)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def judged(installation: Installation) -> dict[str, Assessment]:
    return {item.target_id: item.assessment for item in judge_targets(installation, recorded=NOW)}


def test_every_target_has_a_probability_or_a_direction(judged: dict[str, Assessment]) -> None:
    assert set(judged) == set(TARGETS)
    silent = {name: found.reason for name, found in judged.items() if found.probability is None}
    assert silent == {"t-direction": Reason.NO_TARGET_SET}
    assert judged["t-direction"].travel is not None


def test_what_each_is_made_of_is_told(judged: dict[str, Assessment]) -> None:
    assert judged["t-rank"].placing is not None
    assert judged["t-rank"].placing.of == 7
    for name in ("t-gap", "t-intensity", "t-all"):
        together = judged[name].together
        assert together is not None, name
        assert together.estimated, name
    assert judged["t-against"].required_value == 59.0
    assert judged["t-derived"].probability == judged["t-all"].probability
    assert judged["t-held"].target is not None
    assert judged["t-held"].target.asked == "at least 60% in 3 periods running by 2029"


def test_paces_are_compared_with_the_other_areas(judged: dict[str, Assessment]) -> None:
    level = judged["t-level"]
    assert level.pace is None or level.pace.areas == 6


def test_what_is_kept_is_read_back_and_not_judged_again(
    installation: Installation, judged: dict[str, Assessment]
) -> None:
    again = judge_targets(installation, recorded=NOW)
    assert not any(item.fresh for item in again)
    # The rows of the chart stay in the store until they are asked for.
    kept = {item.target_id: replace(item.assessment, track=()) for item in again}
    assert kept == {name: replace(found, track=()) for name, found in judged.items()}
    with installation.store.read() as session:
        record = assessment_as_of(session, "t-rank", None)
    assert record is not None
    assert record.data["placing"]["of"] == 7


def test_the_further_series_are_known_as_of_the_day_too(installation: Installation) -> None:
    (item,) = cases_for(installation, targets_wanted=["t-gap"], as_of=date(2022, 6, 30))
    (other,) = item.case.companions
    assert item.case.series is not None
    assert other.series is not None
    assert str(item.case.series.latest) == str(other.series.latest) == "2021"
