"""The form that puts a change on top of the current course, and its answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forecasting.assessment import Assessment
from forecasting.errors import HeadwayError
from forecasting.scenarios.changes import ScenarioKind
from forecasting.scenarios.stated import FIELDS, stated
from forecasting.scenarios.words import CAVEAT
from service.board.case import Case
from service.board.english import gaps
from service.board.english import what_if as english
from service.board.english.charting import step_of
from service.board.english.numbers import capital, step_for
from service.board.figures import SMALL_YEARS, figure_of
from service.charts.figure import PathPoint
from service.charts.sparkline import sparkline
from service.operations.errors import JudgementOutdated
from service.operations.what_if import WhatIf, what_if
from service.store.reads.assessments import current_assessment

if TYPE_CHECKING:
    from sqlmodel import Session

NAMES = ("scenario", "effect", "from", "years", "low", "high")
"""The fields of the form, as they stand in the address of the page."""
_YEARS = {ScenarioKind.POLICY: "ramp", ScenarioKind.SHOCK: "half_life", ScenarioKind.DELAY: "years"}
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One course: its chance, what is expected, and the gap."""

    name: str
    chance: str
    expected: str
    gap: str
    is_scenario: bool = False


@dataclass(frozen=True, slots=True)
class Slider:
    """The reach of the effects worth trying, and the steps between them, as plain numbers."""

    lowest: str
    highest: str
    step: str


@dataclass(frozen=True, slots=True)
class WhatIfPanel:
    """The form as it was filled in, and what came of it. ``wrong`` says why nothing did."""

    kinds: tuple[tuple[str, str], ...]
    given: Mapping[str, str]
    effect: str
    slider: Slider
    title: str = ""
    supposed: str = ""
    lines: tuple[Line, ...] = ()
    needed: tuple[str, ...] = ()
    chart: str = ""
    wrong: str = ""
    caveat: str = CAVEAT


def what_if_panel(session: Session, case: Case, query: Mapping[str, str]) -> WhatIfPanel | None:
    """The panel of a target with a current course, or None; ``query`` are the parameters of the page."""
    record = current_assessment(session, case.target.id, track=False)
    if record is None or record.forecast_key is None or case.chance is None:
        return None
    given = {name: query.get(name, "")[:_LONGEST] for name in NAMES}
    kinds = tuple((kind.value, words) for kind, words in english.KINDS.items())
    unit = case.quantities.unit.before or case.quantities.unit.gap
    effect = english.EFFECT.format(unit=unit) if unit else english.EFFECT_PLAIN
    panel = WhatIfPanel(kinds, given, effect, _slider(case))
    if not given["scenario"]:
        # To ask the first question, only the effect has to be filled in.
        return replace(panel, given={**given, **_begun(case)})
    try:
        found = what_if(session, case.target.id, [stated(_fields(given))])
    except JudgementOutdated:
        return replace(panel, wrong=english.OUTDATED)
    except HeadwayError as error:
        message = f"{error.message} {error.remedy or ''}".strip()
        return replace(panel, wrong=english.WRONG.format(message=message))
    return _answered(panel, case, found)


def _fields(given: Mapping[str, str]) -> dict[str, object]:
    """The fields of the kind chosen; what is filled in beside them for another kind does not count."""
    fields: dict[str, object] = dict(given)
    years = fields.pop("years")
    try:
        kind = ScenarioKind(given["scenario"])
    except ValueError:
        return fields
    if kind in _YEARS:
        fields[_YEARS[kind]] = years
    known = {name for names in FIELDS[kind] for name in names}
    return {name: value for name, value in fields.items() if name in known or name == "scenario"}


def _answered(panel: WhatIfPanel, case: Case, found: WhatIf) -> WhatIfPanel:
    one = found.scenarios[0]
    name = english.name(
        one.kind,
        effect=english.effect(one.scenario.change.size, case.quantities),
        begins=panel.given["from"],
        years=panel.given["years"],
    )
    lines = (
        _line(case, english.NOW, found.current),
        _line(case, english.IF, one.assessment, is_scenario=True),
    )
    needed = tuple(
        english.needed(item.chance, english.size(item.size, measure=one.measure, quantities=case.quantities))
        for item in one.needed
        if item.size is not None
    )
    reasons = tuple(dict.fromkeys(item.reason for item in one.needed if item.size is None))
    return replace(
        panel,
        title=english.finding(found.current.probability_shown, one.assessment.probability_shown),
        supposed=english.SUPPOSED.format(name=name),
        lines=lines,
        needed=(*needed, *reasons),
        chart=_drawn(case, one.assessment, name),
    )


def _slider(case: Case) -> Slider:
    """Effects of up to twice the projected gap, or of the range of the forecast, either way."""
    judged = case.assessment
    sizes = [0.0]
    if judged is not None and judged.projected_gap is not None:
        sizes.append(2 * abs(judged.projected_gap.value))
    if judged is not None and judged.projection is not None:
        spread = judged.projection.eight_in_ten
        sizes.append(spread.high - spread.low)
    reach = max(sizes) or 1.0
    step = step_for(reach, reach)
    highest = math.ceil(reach / step) * step
    return Slider(*(f"{value:.10g}" for value in (-highest, highest, step)))


def _begun(case: Case) -> dict[str, str]:
    """A measure that begins in the year after the newest figure and works in full after two."""
    latest = case.assessment.latest_period if case.assessment is not None else None
    begins = "" if latest is None else str(latest.end.year + 1)
    return {"from": begins, "years": "2"}


def _drawn(case: Case, assessment: Assessment, name: str) -> str:
    """The small chart of the target with the middle of the supposed course, dotted."""
    judged = case.assessment
    course = [point for point in assessment.track if point.quantiles]
    if judged is None or not course:
        return ""
    figure = figure_of(case, today=judged.as_of, years=SMALL_YEARS)
    middle = len(course[0].quantiles) // 2
    supposed = tuple(
        PathPoint(point.period.end, point.quantiles[middle], point.period.label) for point in course
    )
    words = case.quantities.label_expected(supposed[-1].value, step_of(case))
    return sparkline(
        replace(
            figure,
            description=english.DRAWN.format(what=figure.description, name=name),
            supposed=supposed,
            supposed_text=english.IF_SO.format(value=words),
        )
    )


def _line(case: Case, name: str, assessment: Assessment, *, is_scenario: bool = False) -> Line:
    projection, gap = assessment.projection, assessment.projected_gap
    expected = words = ""
    if projection is not None:
        width = projection.eight_in_ten.high - projection.eight_in_ten.low
        step = step_for(width, projection.median) if gap is None else gaps.grid(gap)
        expected = case.quantities.expected(projection.median, step)
    if gap is not None:
        words = capital(gaps.inside(gap, quantities=case.quantities, wants=case.wants, kind=case.manner))
    return Line(name, assessment.probability_shown, expected, words, is_scenario)
