"""What else a judgement says: the figures beside the probability, and a moving target point by point."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.measured import PointJudged
from forecasting.verdicts import Verdict
from service.board.case import Case
from service.board.english import further as english
from service.board.english.chances import as_finely
from service.board.facts import Fact
from service.board.rows import MARKS


@dataclass(frozen=True)
class PointLine:
    """One point of a moving target."""

    period: str
    asked: str
    said: str
    mark: str
    verdict: str


@dataclass(frozen=True)
class FurtherPanel:
    """Sentences by name, and the points of a moving target."""

    title: str
    facts: tuple[Fact, ...]
    points: tuple[PointLine, ...]


def further_panel(case: Case) -> FurtherPanel | None:
    """What else can be said of a target, or None where nothing can."""
    found = case.assessment
    if found is None:
        return None

    def say(p: float) -> str:
        return as_finely(p, case.chance)

    q = case.quantities
    read = found.date_read
    plain_date = read is None or read.stated == read.period.label or case.target.kind.is_cumulative
    said = {
        "travel": found.travel and english.travel(found.travel, q),
        "placing": found.placing and english.placing(found.placing, say),
        "progress": found.progress and english.progress(found.progress),
        "timing": found.timing and english.timing(found.timing),
        "acceleration": found.acceleration and english.acceleration(found.acceleration),
        "pace": found.pace and found.pace.sentence,
        "chances": found.chances and english.chances(found.chances, say),
        "breach": found.breach and english.breach(found.breach, say),
        "together": found.together and english.together(found.together, say),
        "baseline": found.baseline_revised and english.baseline(found.baseline_revised, q),
        "date": None if read is None or plain_date else english.date_read(read),
    }
    facts = tuple(Fact(english.NAMES[name], text) for name, text in said.items() if text)
    points = tuple(_point(point, case) for point in found.points)
    if not facts and not points:
        return None
    return FurtherPanel(english.TITLE, facts, points)


def _point(point: PointJudged, case: Case) -> PointLine:
    said = "" if point.value is None else case.quantities.measured(point.value)
    return PointLine(
        point.period.label,
        case.quantities.required(point.required),
        said or point.probability_shown,
        MARKS[point.verdict],
        Verdict(point.verdict).words,
    )
