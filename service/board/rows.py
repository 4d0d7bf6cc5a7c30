"""The row of one target on the board: every line of it, finished."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from forecasting.assessment import Assessment
from forecasting.findings import FindingCode
from forecasting.targets import Scope, TargetStatus
from forecasting.verdicts import Verdict
from service.board.case import Case, Earlier, Overdue
from service.board.english import dates, findings, freshness, gaps, labels
from service.board.english.chances import as_finely, moved, told
from service.board.english.numbers import capital
from service.board.figures import SMALL_YEARS, figure_of
from service.charts.rail import rail
from service.charts.sparkline import sparkline

MARKS = {
    Verdict.ON_TRACK: "on",
    Verdict.UNCERTAIN: "uncertain",
    Verdict.OFF_TRACK: "off",
    Verdict.MET: "met",
    Verdict.MISSED: "missed",
    Verdict.BREACHED: "breached",
    Verdict.AWAITING_OUTCOME: "awaiting",
    Verdict.NO_VERDICT: "none",
}
_ENDED = frozenset(
    {TargetStatus.SUPERSEDED, TargetStatus.REPEALED, TargetStatus.ABANDONED, TargetStatus.CLOSED}
)
# A chance between these is even enough for "uncertain" to need no further word.
_EVEN = (0.40, 0.60)


@dataclass(frozen=True, eq=False)
class Row:
    """What a reader sees of one target on the board. Empty texts are not printed.

    A row is itself and no other with the same words, so that its drawn form can be kept beside it.
    """

    case: Case
    mark: str
    verdict: str
    meta: str
    finding: str
    change: str = ""
    fresh: str = ""
    stale: str = ""
    stale_more: str = ""
    tags: tuple[str, ...] = ()
    odds: str = ""
    number: str = ""
    why: str = ""
    rail: str = ""
    gap: str = ""
    gap_is_distance: bool = False
    spread: str = ""
    now: str = ""
    spark: str = ""
    overdue: Overdue | None = None

    @property
    def id(self) -> str:
        """The target's id, also the row's place on the page."""
        return self.case.target.id

    @property
    def title(self) -> str:
        """The target in a few words."""
        return self.case.target.title

    @property
    def is_short(self) -> bool:
        """Whether there is nothing to show but the reason, so that one line is enough."""
        return not self.spark and not self.odds and not self.case.is_settled


def row_of(case: Case, *, today: date) -> Row:
    """The row of a case whose assessment holds its track."""
    assessment = case.assessment
    overdue = case.overdue(today)
    if assessment is None:
        return Row(
            case, MARKS[Verdict.NO_VERDICT], Verdict.NO_VERDICT.words, meta(case), "", tags=tags(case),
            why=findings.NOT_JUDGED,
        )  # fmt: skip
    chance = case.chance
    gap, distance = _gap(case, assessment)
    return Row(
        case=case,
        mark=MARKS[case.verdict],
        verdict=verdict_words(case),
        meta=meta(case),
        finding=_finding(case, assessment),
        change=change(case),
        fresh=fresh(case) if overdue is None else "",
        stale=freshness.stale_tag(assessment.latest_period) if overdue and assessment.latest_period else "",
        stale_more=freshness.overdue(overdue.period, overdue.frequency, overdue.due, case.published)
        if overdue
        else "",
        tags=tags(case),
        odds=chance.words if chance is not None else "",
        number=chance.number if chance is not None else "",
        why=why(case, assessment),
        rail=_rail(case),
        gap=gap,
        gap_is_distance=distance,
        spread=_spread(case, assessment),
        now=_now(case, assessment),
        spark=spark_of(case, today=today),
        overdue=overdue,
    )


def spark_of(case: Case, *, today: date) -> str:
    """The small chart of a case whose assessment holds its track; empty where there is nothing to draw."""
    track = () if case.assessment is None else case.assessment.track
    if not any(point.actual is not None or point.quantiles for point in track):
        return ""
    return sparkline(figure_of(case, today=today, years=SMALL_YEARS))


def with_earlier(row: Row, earlier: Earlier | None) -> Row:
    """A row compared with another moment: only what it says of a change is another."""
    if earlier == row.case.earlier:
        return row
    case = replace(row.case, earlier=earlier)
    return replace(row, case=case, change=change(case), rail=_rail(case))


def movement(row: Row) -> float:
    """How far the chance has moved, between 0 and 1; nothing where no change of it is printed.

    A target decided since counts as having moved all the way.
    """
    case, earlier = row.case, row.case.earlier
    if not row.change or earlier is None or earlier.probability is None:
        return 0.0
    if case.is_settled:
        return abs((case.verdict is Verdict.MET) - earlier.probability)
    if case.chance is None:
        return 0.0
    low, high = told(earlier.shown, earlier.probability)
    # Where what was said then and what is said now have a part in common, nothing can be told to have moved.
    if low <= case.chance.high and case.chance.low <= high:
        return 0.0
    return round(abs((case.chance.low + case.chance.high) - (low + high)) / 2, 4)


def verdict_words(case: Case) -> str:
    """The verdict as printed, with the date of a breach: ``Breached since March 2016``."""
    assessment = case.assessment
    if case.verdict is Verdict.BREACHED and assessment is not None and assessment.breached_since is not None:
        return labels.BREACHED_SINCE.format(period=assessment.breached_since.label)
    return case.verdict.words


def meta(case: Case) -> str:
    """``By March 2029 · England``."""
    parts = [capital(findings.due(case.target.period, case.due, case.manner)), case.area]
    return " · ".join(part for part in parts if part)


def tags(case: Case) -> tuple[str, ...]:
    """Words a reader must see before the figures: proxy, superseded, unverified."""
    found = []
    if case.target.scope is Scope.PROXY:
        found.append(labels.TAG_PROXY)
    elif case.target.scope is not Scope.OFFICIAL:
        found.append(labels.TAG_SCOPE[case.target.scope])
    if case.target.status in _ENDED:
        found.append(case.target.status.value.replace("_", " ").capitalize())
    if case.assessment is not None and case.assessment.deteriorating:
        found.append(labels.TAG_WORSENING)
    return tuple(found)


def change(case: Case) -> str:
    """How the chance moved since the judgement before: ``Chance down 5 points since 14 May 2026 (12% to 7%).``"""
    earlier, assessment = case.earlier, case.assessment
    if earlier is None or assessment is None or not earlier.shown:
        return ""
    if case.is_settled and earlier.verdict not in (Verdict.MET, Verdict.MISSED):
        return labels.DECIDED_SINCE.format(date=dates.day(earlier.as_of), chance=earlier.shown)
    if case.chance is None:
        return ""
    before, after = earlier.probability, assessment.probability
    points = 0 if before is None or after is None else round(after * 100) - round(before * 100)
    return moved(earlier.shown, case.chance.number, points=points, since=dates.day(earlier.as_of))


def fresh(case: Case) -> str:
    """``Data to April 2026, published 11 June 2026.``"""
    if case.assessment is None or case.assessment.latest_period is None:
        return ""
    return freshness.data_to(case.assessment.latest_period, case.published)


def why(case: Case, assessment: Assessment) -> str:
    """Beside the verdict: the outcome, the reason for none, or the cause of an uncertain one."""
    if assessment.outcome is not None and case.is_settled:
        return findings.outcome(
            assessment.outcome,
            required=assessment.required_value,
            wants=case.wants,
            kind=case.manner,
            quantities=case.quantities,
        )
    if case.chance is None:
        return findings.reason(assessment)
    said = []
    p = case.probability or 0.0
    if (
        case.verdict is Verdict.UNCERTAIN
        and not _EVEN[0] <= p <= _EVEN[1]
        and has(assessment, FindingCode.SHORT)
    ):
        said.append(labels.SHORT_DATA)
    sensitivity = assessment.sensitivity
    if sensitivity is not None and sensitivity.telling:
        low, high = (as_finely(end, case.chance) for end in (sensitivity.low, sensitivity.high))
        said.append(capital(labels.SENSITIVE.format(low=low, high=high)))
    return " ".join(said)


def has(assessment: Assessment, code: FindingCode) -> bool:
    """Whether a judgement carries a finding."""
    return any(finding.code is code for finding in assessment.findings)


def _finding(case: Case, assessment: Assessment) -> str:
    if assessment.components:
        return findings.parts(assessment.components)
    newest = findings.latest(assessment, case.quantities, total=case.manner.is_cumulative)
    if case.is_settled and assessment.outcome is not None:
        later = (
            assessment.latest_period is not None
            and assessment.latest_period.end > assessment.outcome.period.end
        )
        return labels.LATEST_SINCE.format(latest=newest) if newest and later else ""
    course = findings.course(assessment, case.quantities, total=case.manner.is_cumulative)
    if not newest:
        return course or findings.NO_FIGURES
    return f"{capital(newest)}. {course}".strip()


def _rail(case: Case) -> str:
    chance, earlier = case.chance, case.earlier
    if chance is None:
        return ""
    # A hollow dot is drawn only where the earlier chance was printed as a point.
    point = earlier is not None and earlier.shown[:1].isdigit() and " " not in earlier.shown
    return rail(
        chance.low, chance.high, before=earlier.probability if earlier is not None and point else None
    )


def _gap(case: Case, assessment: Assessment) -> tuple[str, bool]:
    if case.is_settled and assessment.outcome is not None:
        margin = findings.outcome_margin(
            assessment.outcome,
            required=assessment.required_value,
            wants=case.wants,
            kind=case.manner,
            quantities=case.quantities,
        )
        return capital(margin.replace("short of", "short")), False
    if assessment.projected_gap is not None:
        gap = assessment.projected_gap
        return gaps.headline(gap, quantities=case.quantities, wants=case.wants, kind=case.manner), False
    return findings.to_go(assessment, wants=case.wants, quantities=case.quantities), True


def _spread(case: Case, assessment: Assessment) -> str:
    gap = assessment.projected_gap
    if case.is_settled or gap is None or gap.likely is None:
        return ""
    words = gaps.likely(
        gap.likely, step=gaps.grid(gap), quantities=case.quantities, wants=case.wants, kind=case.manner
    )
    return labels.LIKELY_RANGE.format(range=words)


def _now(case: Case, assessment: Assessment) -> str:
    if case.is_settled or assessment.gap_now is None:
        return ""
    words = gaps.now(assessment.gap_now, quantities=case.quantities, wants=case.wants, kind=case.manner)
    return labels.NOW.format(gap=words)
