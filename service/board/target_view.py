"""The page of one target: headline, panel, chart, gaps, dates, pace, evidence, figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forecasting.assessment import Assessment
from forecasting.past_calls import PastCall, PublishedWord
from forecasting.targets import Kind
from service.board import facts, figures_table
from service.board.bars import Bar, bar
from service.board.case import Case
from service.board.english import charting, dates, freshness, labels, target_page, track_record
from service.board.english.chances import OVER_NINE_TENTHS, UNDER_TENTH, as_finely, percent
from service.board.english.numbers import capital
from service.board.figures import large_figure
from service.board.further_panel import FurtherPanel, further_panel
from service.board.gap_lines import GapLine, gap_lines, gap_note, gap_title
from service.board.moved_panel import MovedPanel
from service.board.notes_panel import NotesPanel
from service.board.pictures_panel import Shown
from service.board.places_panel import PlacesPanel
from service.board.rows import MARKS, Row, row_of
from service.board.track_record_view import Line, WordLine, call_line, word_line
from service.board.what_if_panel import WhatIfPanel
from service.board.yardstick_panel import Panel
from service.charts.figure import Figure, PathPoint
from service.charts.rail import rail
from service.pictures.trajectory import drawn_besides
from service.store.records import ReleaseRecord


@dataclass(frozen=True)
class WhenLine:
    """The chance of having reached the target by a period; without a bar, the target date between two of them."""

    period: str
    chance: str = ""
    bar: Bar | None = None
    is_never: bool = False


@dataclass(frozen=True)
class PaceLine:
    """A pace a year, with its bar."""

    head: str
    pace: str
    bar: Bar


@dataclass(frozen=True)
class Treatment:
    """The chance under one treatment of the data."""

    name: str
    chance: str
    rail: str
    is_headline: bool


@dataclass(frozen=True)
class Part:
    """One part of a target that asks for several things."""

    id: str
    title: str
    mark: str
    verdict: str
    chance: str


@dataclass(frozen=True)
class TargetView:
    """Everything the template of a target prints. A section whose title is empty is left out."""

    row: Row
    meta: str
    say: tuple[target_page.Segment, ...]
    caveat: tuple[str, ...]
    likelihood: str
    figure: Figure
    chart_title: str
    chart_label: str
    chart_notes: tuple[str, ...]
    gap_title: str
    gaps: tuple[GapLine, ...]
    gap_note: str
    when_title: str
    when: tuple[WhenLine, ...]
    when_notes: tuple[str, ...]
    pace_title: str
    pace: tuple[PaceLine, ...]
    pace_note: str
    further: FurtherPanel | None
    sensitivity_title: str
    treatments: tuple[Treatment, ...]
    yardsticks: Panel | None
    moved: MovedPanel | None
    what_if: WhatIfPanel | None
    places: PlacesPanel | None
    notes: NotesPanel | None
    waiting: str
    pictures: tuple[Shown, ...]
    calibrations: tuple[facts.Fact, ...]
    calls: tuple[Line, ...]
    calls_said: str
    words: tuple[WordLine, ...]
    parts: tuple[Part, ...]
    evidence: tuple[facts.Fact, ...]
    findings: tuple[facts.Fact, ...]
    history: tuple[facts.Fact, ...]
    statuses: tuple[facts.StatusLine, ...]
    milestones: tuple[facts.MilestoneLine, ...]
    chosen: tuple[figures_table.FigureRow, ...]
    figures: tuple[figures_table.FigureRow, ...]
    caption: str
    all_figures: str
    cite: str

    @property
    def contents(self) -> list[tuple[str, str]]:
        """The sections that are there, with their names."""
        there = {
            "chart": True,
            "gap": bool(self.gaps),
            "when": bool(self.when),
            "pace": bool(self.pace),
            "further": self.further is not None,
            "moved": self.moved is not None,
            "pictures": bool(self.pictures),
            "places": self.places is not None,
            "what_if": self.what_if is not None,
            "sensitivity": bool(self.treatments),
            "yardsticks": self.yardsticks is not None,
            "notes": self.notes is not None,
            "evidence": bool(self.evidence or self.findings),
            "record": bool(self.calls or self.words),
            "history": True,
            "figures": bool(self.figures),
            "download": True,
        }
        return [(key, name) for key, name in labels.SECTION.items() if there[key]]


def target_view(
    case: Case,
    *,
    today: date,
    releases: tuple[ReleaseRecord, ...] = (),
    titles: dict[str, str] | None = None,
    yardsticks: Panel | None = None,
    moved: MovedPanel | None = None,
    what_if: WhatIfPanel | None = None,
    places: PlacesPanel | None = None,
    notes: NotesPanel | None = None,
    waiting: str = "",
    pictures: tuple[Shown, ...] = (),
    calibrations: tuple[facts.Fact, ...] = (),
    calls: Sequence[PastCall] = (),
    words: Sequence[PublishedWord] = (),
    earlier: tuple[tuple[PathPoint, ...], ...] = (),
) -> TargetView:
    """The page of a case whose assessment holds its track; ``titles`` names the parts of a joint target.

    ``calls`` are those on record of a target whose outcome is known, ``words`` what others said of it, ``earlier`` the
    courses forecast before.
    """
    assessment = case.assessment
    figure = large_figure(case, today=today, earlier=earlier)
    rows = figures_table.rows_of(case)
    gap_rows = gap_lines(case)
    when = _when(case)
    return TargetView(
        row=row_of(case, today=today),
        meta=_meta(case),
        say=target_page.say(case),
        caveat=_caveat(case),
        likelihood=_likelihood(case),
        figure=figure,
        chart_title=charting.title(case),
        chart_label="; ".join(text for text in (charting.subtitle(case), drawn_besides(earlier)) if text),
        chart_notes=_chart_notes(case, figure),
        gap_title=gap_title(case) if gap_rows else "",
        gaps=gap_rows,
        gap_note=gap_note(assessment),
        when_title=target_page.when_title(assessment.attainment)
        if when and assessment and assessment.attainment
        else "",
        when=when,
        when_notes=_when_notes(assessment),
        pace_title=_pace_title(case),
        pace=_pace(case),
        pace_note=target_page.pace_note(assessment.rates.window) if assessment and assessment.rates else "",
        further=further_panel(case),
        sensitivity_title=_sensitivity_title(case),
        treatments=_treatments(case),
        yardsticks=yardsticks,
        moved=moved,
        what_if=what_if,
        places=places,
        notes=notes,
        waiting=waiting,
        pictures=pictures,
        calibrations=calibrations,
        calls=tuple(call_line(call) for call in calls),
        calls_said=track_record.result(calls[-1].met, calls[-1].due) if calls else "",
        words=tuple(word_line(word) for word in words),
        parts=_parts(assessment, titles or {}),
        evidence=facts.evidence(case, releases),
        findings=facts.findings_of(assessment),
        history=facts.history(case),
        statuses=facts.statuses(case),
        milestones=facts.milestones(case),
        chosen=figures_table.chosen(case, rows) if len(rows) > _FEW else (),
        figures=rows,
        caption=target_page.figures_caption(case),
        all_figures=target_page.all_figures(len(rows)),
        cite=target_page.cite(case),
    )


_FEW = 24


def _meta(case: Case) -> str:
    target = case.target
    parts = [case.area, charting.when_due(case)]
    if target.owner:
        parts.append(labels.OWNED_BY.format(owner=target.owner))
    if target.announced is not None:
        parts.append(labels.SET_ON.format(date=freshness.known(target.announced.text, target.announced.day)))
    return " · ".join(part for part in parts if part)


def _caveat(case: Case) -> tuple[str, ...]:
    if case.chance is None or case.assessment is None:
        return ()
    late = (target_page.LATE_EFFORT,) if (case.probability or 0.0) < 0.4 else ()
    return (target_page.WHAT_COURSE, case.assessment.caveat, *late)


def _likelihood(case: Case) -> str:
    assessment, chance = case.assessment, case.chance
    if assessment is None or chance is None:
        return ""
    # The yardstick's phrase is a point of its own, so a stretch has none.
    said = (
        [assessment.likelihood.words] if assessment.likelihood is not None and not chance.is_stretch else []
    )
    if assessment.confidence is not None:
        said.append(labels.CONFIDENCE[assessment.confidence])
    return " · ".join(said)


def _chart_notes(case: Case, figure: Figure) -> tuple[str, ...]:
    keys = (
        (bool(figure.measured), labels.CHART_KEY_MEASURED),
        (any(point.open for point in figure.measured), labels.CHART_KEY_OPEN),
        (any(point.aside for point in figure.shown()), labels.CHART_KEY_ASIDE),
        (len(figure.required) > 1, labels.CHART_KEY_PATH),
        (len(figure.required) > 1 and figure.ours, labels.CHART_KEY_OURS),
        (bool(figure.milestones), labels.CHART_KEY_MILESTONES),
        (bool(figure.fan), labels.CHART_KEY_FAN),
        (figure.silence is not None, labels.CHART_HATCH),
    )
    notes = [words for there, words in keys if there]
    source = target_page.source_of(case)
    return (*notes, labels.SOURCE.format(source=source)) if source else tuple(notes)


def _when(case: Case) -> tuple[WhenLine, ...]:
    assessment = case.assessment
    if assessment is None or assessment.attainment is None or case.chance is None:
        return ()
    found = assessment.attainment
    due, passed = case.due, case.due is None
    lines = []
    for period, p in found.by_period:
        if not passed and due is not None and period.end >= due:
            passed = True
            when = charting.when_due(case).removeprefix("by ")
            lines.append(WhenLine(labels.WHEN_DUE.format(date=when)))
        lines.append(WhenLine(period.label, _shown(case, p), _bar(case, p)))
    if lines:
        never = labels.WHEN_NEVER.format(
            period=dates.named(str(found.horizon.frequency), found.horizon.label)
        )
        lines.append(WhenLine(never, _shown(case, found.never), bar(found.never, "never"), is_never=True))
    return tuple(lines)


def _bar(case: Case, p: float) -> Bar:
    # Where only "under 10%" may be said, the bar says no more: an outline up to there.
    return bar(0.10, "upto") if _shown(case, p) == UNDER_TENTH else bar(p, "expected")


def _shown(case: Case, p: float) -> str:
    return as_finely(p, case.chance)


def _when_notes(assessment: Assessment | None) -> tuple[str, ...]:
    if assessment is None or assessment.attainment is None:
        return ()
    if assessment.attainment.never > 0.5:
        return (target_page.WHEN_NO_DATE, target_page.WHEN_NOTE)
    return (target_page.WHEN_NOTE,)


def _pace_title(case: Case) -> str:
    rates = case.assessment.rates if case.assessment is not None else None
    if rates is None:
        return ""
    return target_page.pace_title(rates, wants=case.wants, manner=case.manner)


def _pace(case: Case) -> tuple[PaceLine, ...]:
    rates = case.assessment.rates if case.assessment is not None else None
    if rates is None or case.is_settled or rates.required is None:
        return ()
    known = [rates.required, rates.recent]
    longest = max((abs(value) for value in known if value is not None), default=0.0) or 1.0
    heads = labels.PACE_CAP if case.manner is Kind.CUMULATIVE_CAP else labels.PACE
    lines = []
    for head, value, kind in (
        (heads[0], rates.required, "required"),
        (heads[1], rates.recent, "ink"),
    ):
        if value is not None:
            words = target_page.pace(value, quantities=case.quantities, manner=case.manner)
            opposite = value * rates.required < 0
            lines.append(
                PaceLine(head, capital(words), bar(abs(value) / longest, "never" if opposite else kind))
            )
    return tuple(lines)


def _treatments(case: Case) -> tuple[Treatment, ...]:
    assessment = case.assessment
    if assessment is None or assessment.sensitivity is None or case.chance is None:
        return ()
    return tuple(
        Treatment(
            labels.SENSITIVITY_HEADLINE if name == "default" else capital(name),
            _shown(case, p),
            _rail(_shown(case, p), p),
            name == "default",
        )
        for name, p in assessment.sensitivity.treatments
    )


def _sensitivity_title(case: Case) -> str:
    found = case.assessment.sensitivity if case.assessment is not None else None
    if found is None:
        return ""
    return target_page.sensitivity_title(
        _shown(case, found.low), _shown(case, found.high), telling=found.telling
    )


def _rail(shown: str, p: float) -> str:
    if shown == UNDER_TENTH:
        return rail(0.0, 0.10)
    return rail(0.90, 1.0) if shown == OVER_NINE_TENTHS else rail(p, p)


def _parts(assessment: Assessment | None, titles: dict[str, str]) -> tuple[Part, ...]:
    if assessment is None:
        return ()
    return tuple(
        Part(
            part.target_id,
            titles.get(part.target_id, part.target_id),
            MARKS[part.verdict],
            part.verdict.words,
            percent(part.probability) if part.probability is not None else "",
        )
        for part in assessment.components
    )
