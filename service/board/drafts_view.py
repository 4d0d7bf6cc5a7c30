"""Drafts of targets side by side: what each would mean, finished for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forecasting.assessment import Assessment
from forecasting.findings import Severity
from forecasting.indicators import Direction
from forecasting.public_methods.disagreement import agreement
from forecasting.public_methods.yardstick import Yardstick
from forecasting.setting.proposal import Meaning, Proposal
from service.board.drafts import Draft, query_of
from service.board.english import drafts as words
from service.board.english import gaps, set_target, yardsticks
from service.board.english.chances import chance
from service.board.english.numbers import capital
from service.board.english.quantities import Quantities
from service.board.rows import MARKS
from service.board.set_target_view import Beware, eased, on_the_way, pace_of, quantities_of
from service.board.yardstick_panel import label_said
from service.charts.rail import rail

_MOST_STEPS = 5


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """One draft, finished. ``problem`` says why it cannot be judged; then the rest is empty."""

    draft: Draft
    number: int
    asks: str
    of: str
    look: str
    without: str
    save: str
    problem: str = ""
    mark: str = ""
    verdict: str = ""
    odds: str = ""
    shown: str = ""
    rail: str = ""
    leads: str = ""
    gap: str = ""
    pace: str = ""
    lately: str = ""
    precedent: str = ""
    even: str = ""
    stretch: str = ""
    path: tuple[tuple[str, str], ...] = ()
    others: str = ""
    methods: tuple[tuple[str, str], ...] = ()
    beware: tuple[Beware, ...] = ()


def refused_column(draft: Draft, all_: Sequence[Draft], *, of: str, problem: str) -> DraftColumn:
    """A draft that cannot be judged as it stands, with what is wrong."""
    asks = " ".join(part for part in (draft.value, set_target.BY.lower(), draft.by) if part)
    return DraftColumn(draft, all_.index(draft) + 1, asks, of, *_ways_on(draft, all_), problem=problem)


def draft_column(
    draft: Draft,
    all_: Sequence[Draft],
    *,
    of: str,
    found: Proposal,
    assessment: Assessment | None,
    methods: Sequence[Yardstick],
) -> DraftColumn:
    """A draft with what is proposed for it, how it would be judged, and what the public methods say."""
    print_, meaning = quantities_of(found), found.meaning
    due = found.resolved.label if found.window_start is None else found.asked.label
    bound = set_target.AT_LEAST if found.direction.sign > 0 else set_target.AT_MOST
    value = "" if meaning is None else print_.required(meaning.value)
    judged = None if assessment is None else chance(assessment)
    said = agreement(methods, assessment)
    return DraftColumn(
        draft,
        all_.index(draft) + 1,
        capital(f"{bound} {value} by {due}"),
        of,
        *_ways_on(draft, all_),
        mark="" if assessment is None else MARKS[assessment.verdict],
        verdict="" if assessment is None else assessment.verdict.words,
        odds=found.reason_text or words.NO_CHANCE if judged is None else judged.words,
        shown="" if judged is None else judged.number,
        rail="" if judged is None else rail(judged.low, judged.high),
        leads="" if assessment is None else _leads(assessment, print_),
        gap="" if assessment is None else _gap(assessment, found, print_),
        pace=_pace(meaning, needed=True),
        lately=_pace(meaning, needed=False),
        precedent=_precedent(meaning),
        even=_rung(found, 0.5, print_),
        stretch=_rung(found, 0.25, print_),
        path=_path(found, print_),
        others=yardsticks.title(said) if said.well or said.not_well else words.NO_METHOD,
        methods=tuple(label_said(item) for item in methods if item.label is not None),
        beware=tuple(
            Beware(set_target.WEIGHTS[item.severity], item.message)
            for item in found.cautions
            if item.severity is not Severity.INFO
        ),
    )


def _ways_on(draft: Draft, all_: Sequence[Draft]) -> tuple[str, str, str]:
    """A closer look, the page without it, and the form that saves it."""
    others = [one for one in all_ if one != draft]
    kept = query_of(others)
    return (
        f"/set-a-target?{draft.query}" + (f"&{kept}" if kept else ""),
        f"/set-a-target/compare?{kept}" if kept else "/set-a-target/compare",
        f"/set-a-target/save?{draft.query}",
    )


def _leads(assessment: Assessment, print_: Quantities) -> str:
    projection, gap = assessment.projection, assessment.projected_gap
    if projection is None or gap is None:
        return ""
    return f"about {print_.expected(projection.median, gaps.grid(gap))}"


def _gap(assessment: Assessment, found: Proposal, print_: Quantities) -> str:
    gap = assessment.projected_gap
    wants = Direction.INCREASE if found.direction.sign > 0 else Direction.DECREASE
    return "" if gap is None else gaps.headline(gap, quantities=print_, wants=wants, kind=found.kind)


def _pace(meaning: Meaning | None, *, needed: bool) -> str:
    value = None if meaning is None else meaning.pace if needed else meaning.recent_pace
    return "" if value is None else pace_of(value)


def _precedent(meaning: Meaning | None) -> str:
    """Who ever moved so fast: comparable areas, or else the series itself."""
    if meaning is None:
        return ""
    if meaning.precedence is not None:
        return meaning.precedence.sentence
    return "" if meaning.own is None else meaning.own.sentence


def _rung(found: Proposal, asked: float, print_: Quantities) -> str:
    steps = (eased(one.stated, found.direction, print_) for one in found.ladder if one.asked == asked)
    return next(steps, "")


def _path(found: Proposal, print_: Quantities) -> tuple[tuple[str, str], ...]:
    points = () if found.path is None else found.path.points
    step = max(1, -(-len(points) // _MOST_STEPS))
    kept = points[::-1][::step][::-1]
    return tuple((point.period.label, on_the_way(point.value, print_)) for point in kept)
