"""The page of one target: where it stands, whether it will get there, what moved it, what it would take."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from forecasting.findings import FindingCode, Severity
from service.board import facts
from service.board.english import charting, freshness, labels, notes, target_page
from service.board.english.chances import as_finely
from service.board.english.numbers import capital, listed, plain
from service.board.figures import large_figure
from service.board.target_view import TargetView, target_view
from service.briefing import english
from service.briefing.gathering import Material
from service.briefing.note import Datum, Passage, Picture, Source, Standing, TargetSheet
from service.briefing.pictures import width_of
from service.briefing.plain import address, printable, shortened
from service.charts.figure import Figure
from service.store.note_records import NoteRecord

_RUNNING = 60
_TITLE, _META, _SAY, _TEXT, _SOURCE, _LABEL, _CELL = 130, 170, 420, 340, 150, 130, 90
# Of fewer places nothing can be said about where a gap is.
_FEWEST_PLACES = 4
_MOST_FINDINGS, _MOST_SOURCES, _MOST_EVENTS, _MOST_PLACES = 3, 3, 4, 3


def figure_for(material: Material, *, today: date) -> Figure:
    """What the chart of the page shows."""
    return large_figure(material.case, today=today, earlier=material.earlier)


def target_sheet(material: Material, *, position: date, today: date, drawing: str) -> TargetSheet:
    """The page of a target; ``position`` is the day it speaks of, ``drawing`` its chart or nothing.

    ``today`` counts only for figures that are overdue.
    """
    case = material.case
    view = target_view(
        case, today=today, releases=material.releases, titles=material.titles, moved=material.moved,
        earlier=material.earlier,
    )  # fmt: skip
    return TargetSheet(
        id=case.target.id,
        title=shortened(view.row.title, _TITLE),
        mission=shortened(case.mission.title, _RUNNING),
        kicker=english.kicker(case.assessment.as_of if case.assessment is not None else position),
        meta=shortened(view.meta, _META),
        say=_shortened(view.say),
        caveat=" ".join((*([material.waiting] if material.waiting else ()), *view.caveat)),
        standing=standing(view),
        chart=_chart(view, drawing) if drawing else None,
        blank=english.PARTS_CHART if view.parts else english.NO_CHART,
        numbers=_numbers(view),
        passages=_passages(material, view),
        sources=_sources(material),
        foot=shortened(f"{target_page.cite(case).partition(' Data:')[0]} {english.STANDING}", 2 * _META),
    )


def standing(view: TargetView) -> Standing:
    """The verdict with its chance."""
    row = view.row
    return Standing(
        row.mark, row.verdict, row.odds, row.number, view.likelihood, row.rail,
        tuple(tag for tag in (*row.tags, row.stale) if tag),
    )  # fmt: skip


def _shortened(say: tuple[target_page.Segment, ...]) -> tuple[target_page.Segment, ...]:
    left, kept = _SAY, []
    for text, strong in say:
        if left <= 0:
            break
        kept.append((text if len(text) <= left else shortened(text, left), strong))
        left -= len(text)
    return tuple(kept)


def _chart(view: TargetView, drawing: str) -> Picture:
    return Picture(
        shortened(view.chart_title, _TITLE),
        shortened(view.chart_label, _LABEL),
        shortened(view.figure.description or view.chart_title, _TEXT),
        drawing,
        width=width_of(drawing),
        target=view.row.id,
    )


def _numbers(view: TargetView) -> tuple[Datum, ...]:
    case, row = view.row.case, view.row
    found = case.assessment
    if found is None:
        return ()
    heads, due = english.NUMBERS, capital(charting.when_due(case))
    said = []
    if case.is_settled and found.outcome is not None:
        value = "" if found.outcome.value is None else case.quantities.measured(found.outcome.value)
        said.append(Datum(heads["outcome"], value or case.verdict.words, found.outcome.period.label))
    elif found.latest_value is not None and found.latest_period is not None:
        said.append(
            Datum(heads["latest"], case.quantities.measured(found.latest_value), found.latest_period.label)
        )
    if case.asks:
        said.append(Datum(heads["asked"], capital(case.asks), due))
    if found.projection is not None and case.chance is not None:
        low, high = charting.range_words(case, found.projection.eight_in_ten).split(" and ", 1)
        said.append(
            Datum(
                heads["expected"],
                f"About {charting.expected_value(case)}",
                english.EIGHT_IN_TEN.format(low=low, high=high),
            )
        )
    if row.gap:
        name = "margin" if case.is_settled else ("togo" if row.gap_is_distance else "gap")
        said.append(Datum(heads[name], row.gap, row.spread))
    return tuple(Datum(one.head, shortened(one.value, _CELL), shortened(one.more, _CELL)) for one in said)


def _passages(material: Material, view: TargetView) -> tuple[Passage, ...]:
    case = material.case
    if case.chance is None:
        said = [
            (english.TARGET, _target(view)),
            (english.WHY_NOT, () if case.is_settled else (view.row.why,)),
            (english.HAPPENED, _events(view)),
            (english.MEASURES, (case.indicator.definition,) if case.indicator is not None else ()),
        ]
    else:
        said = [
            (english.CHANGED, _changed(view)),
            (english.TAKES, _takes(material, view)),
            (english.WHEN, _when(view)),
            (english.WHERE, _where(material, view)),
        ]
    said.insert(0, (english.PARTS, _parts(view)))
    said.append((labels.FINDINGS_TITLE if case.chance is None else english.SURE, _sure(view)))
    said.append((notes.TITLE, noted(material.note)))
    made = (
        Passage(title, tuple(shortened(text, _TEXT) for text in texts if printable(text)))
        for title, texts in said
    )
    return tuple(passage for passage in made if passage.texts)


def _target(view: TargetView) -> tuple[str, ...]:
    wanted = (
        labels.HISTORY_LABELS["wording"],
        labels.HISTORY_LABELS["reading"],
        labels.HISTORY_LABELS["scope"],
    )
    return tuple(fact.text for fact in view.history if fact.name in wanted)


def _events(view: TargetView) -> tuple[str, ...]:
    return tuple(
        f"{item.status}{'' if item.date == labels.UNKNOWN_DATE else f', {item.date}'}. {item.note}".strip()
        for item in view.statuses[-_MOST_EVENTS:]
    )


def _changed(view: TargetView) -> tuple[str, ...]:
    if view.moved is not None:
        return (f"{view.moved.sentence}.", view.moved.compared)
    return (view.row.change or english.FIRST_JUDGEMENT,)


def _takes(material: Material, view: TargetView) -> tuple[str, ...]:
    found = material.case.assessment
    said = [f"{view.pace_title}."] if view.pace_title else []
    if len(view.pace) == 2:
        needed, recent = view.pace
        lines = english.PACE.format(
            needed_head=needed.head,
            needed=_lowered(needed.pace),
            recent_head=recent.head,
            recent=_lowered(recent.pace),
        )
        said.append(f"{lines} {view.pace_note}".strip())
    if found is not None and found.pace is not None:
        said.append(found.pace.sentence)
    said.append(english.needed(material.needed))
    return tuple(said)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _when(view: TargetView) -> tuple[str, ...]:
    return (f"{view.when_title}.", *view.when_notes[:1]) if view.when_title else ()


def _where(material: Material, view: TargetView) -> tuple[str, ...]:
    found = material.places
    if found is None or len(found.places or found.parts) < _FEWEST_PLACES:
        return (english.NO_PLACES,) if view.row.gap else ()
    short = found.places or tuple((name, amount) for name, _, _, amount, _ in found.parts)
    named = [f"{one[0]} ({one[1]})" for one in short[:_MOST_PLACES]]
    return (english.FURTHEST.format(places=listed(named)), english.NOBODY_SET)


def _parts(view: TargetView) -> tuple[str, ...]:
    return tuple(
        f"{part.title}: {part.verdict.lower()}{f', {part.chance}' if part.chance else ''}."
        for part in view.parts
    )


def noted(note: NoteRecord | None) -> tuple[str, ...]:
    """The newest note of an editor, with what is next."""
    if note is None:
        return ()
    written = notes.written(note.author, note.first_at.date(), note.at.date())
    following = notes.next_action(note.next_action, note.next_on) if note.next_action else ""
    return (f"{written}: {note.text}", f"{notes.NEXT}: {following}" if following else "", english.NOTED)


def _sure(view: TargetView) -> tuple[str, ...]:
    case = view.row.case
    found = case.assessment
    if found is None:
        return ()
    said = [f"{view.row.stale}. {view.row.stale_more}"] if view.row.stale else []
    if case.chance is not None and found.evidence is not None:
        said.append(_record(found.evidence.record, found.evidence.coverage_80, found.evidence.record_series))
        if found.confidence is not None:
            said.append(labels.CONFIDENCE[found.confidence].capitalize() + ".")
    if found.sensitivity is not None and case.chance is not None:
        low, high = (as_finely(end, case.chance) for end in (found.sensitivity.low, found.sensitivity.high))
        words = english.TREATMENTS if found.sensitivity.telling else english.TREATMENTS_SAME
        said.append((english.TREATMENTS_EQUAL if low == high else words).format(low=low, high=high))
    # The range over treatments is told above, as finely as it may be.
    others = tuple(one for one in found.findings if one.code is not FindingCode.SENSITIVE)
    remarks = facts.findings_of(replace(found, findings=others))
    heavy = [item.text for item in remarks if item.name != labels.SEVERITY[Severity.INFO]]
    shown = (heavy or [item.text for item in remarks])[:_MOST_FINDINGS]
    said += shown
    if len(remarks) > len(shown):
        said.append(english.remarks(len(remarks) - len(shown)))
    return tuple(said)


def _record(text: str, coverage: float | None, series: int) -> str:
    if text:
        return text if text.endswith(".") else f"{text}."
    return target_page.record("", coverage=coverage, series=series)


def _sources(material: Material) -> tuple[Source, ...]:
    found = [
        Source(
            shortened(
                ", ".join(
                    part
                    for part in (one.publisher, one.title, freshness.known(one.published_text, one.published))
                    if part
                ),
                _SOURCE,
            ),
            address(one.url),
        )
        for one in material.releases
    ]
    case = material.case
    if not found and case.indicator is not None:
        found = [Source(shortened(target_page.source_of(case), _SOURCE), address(case.indicator.url))]
    target = case.target
    kept = found[:_MOST_SOURCES]
    if len(found) > len(kept):
        kept.append(Source(f"{plain(len(found) - len(kept))} more, on the board"))
    if target.citation:
        kept.append(Source(shortened(f"{english.TARGET}: {target.citation}", _SOURCE), address(target.url)))
    return tuple(one for one in kept if one.text) or (Source(english.NO_SOURCE),)
