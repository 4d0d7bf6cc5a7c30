"""The gap and the chance of one target at each date it was judged as of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from forecasting.assessment import Assessment
from forecasting.labels import standard
from forecasting.verdicts import Verdict
from service.board.case import Case
from service.board.english import chart_titles, dates, gaps, numbers, target_page
from service.board.english.chances import Chance, chance
from service.board.rows import MARKS
from service.charts.over_time import Course, Said, over_time
from service.charts.scales import rounded_out, ticks
from service.charts.sheet import Words, blank
from service.documents import from_document
from service.pictures.cases import History, history_until
from service.pictures.picture import Picture

if TYPE_CHECKING:
    from sqlmodel import Session

GAP_COLUMNS = (
    "as_of",
    "projected_gap",
    "projected_gap_low",
    "projected_gap_high",
    "gap_now",
    "unit",
    "verdict",
)
CHANCE_COLUMNS = ("as_of", "probability_shown", "chance_low", "chance_high", "verdict", "label_set")
_SHARES = ((0.0, "0%"), (0.25, "25%"), (0.5, "50%"), (0.75, "75%"), (1.0, "100%"))
_DRAWN = frozenset({"on", "uncertain", "off", "met", "missed"})


def gap_picture(session: Session, target_id: str, as_of: date | None) -> Picture:
    """Gap now and projected gap over the history of judgements. Raises Unknown or NotAssessed."""
    return gap_of(history_until(session, target_id, as_of), as_of)


def gap_of(history: History, as_of: date | None) -> Picture:
    """Gap now and projected gap over a history that was read up to ``as_of``."""
    case, judged, target_id = history.case, _judged(history), history.case.target.id
    gridded = [one for one in judged if one.projected_gap is not None or one.gap_now is not None]
    with_gap = [one for one in gridded if one.projected_gap is not None]
    before = None
    if len(with_gap) > 1 and with_gap[-1] is judged[-1] and with_gap[-2].projected_gap is not None:
        before = (
            with_gap[-2].as_of,
            gaps.inside(
                with_gap[-2].projected_gap, quantities=case.quantities, wants=case.wants, kind=case.manner
            ),
        )
    unit = case.quantities.unit.gap or case.quantities.unit.axis
    words = Words(
        chart_titles.gap(case, before),
        chart_titles.GAP_DRAWN.format(unit=unit).replace(", ,", ","),
        _gaps_told(case, judged),
        chart_titles.source(case, target_page.source_of(case)),
    )
    name = f"{target_id}-gap"
    tables = _tables(target_id, "gap", as_of)
    if not gridded:
        return Picture(
            name, words, lambda width: blank(words, width, chart_titles.NO_GAP), tables, GAP_COLUMNS, ()
        )
    course = _gap_course(case, words, gridded, still=gridded[-1] is judged[-1])
    rows = [_gap_row(one) for one in judged]
    return Picture(name, words, lambda width: over_time(course, width), tables, GAP_COLUMNS, rows)


def _judged(history: History) -> list[Assessment]:
    return [from_document(Assessment, record.data) for record in history.judgements]


def _gap_course(case: Case, words: Words, judged: list[Assessment], *, still: bool) -> Course:
    """``still`` says that the last judgement with a gap is the one that stands."""
    said = [_gap_said(case, one, newest=one is judged[-1], still=still) for one in judged]
    values = [
        0.0,
        *(value for one in said for value in (one.value, one.low, one.high, one.now) if value is not None),
    ]
    low, high = rounded_out(min(values), max(values), count=4, bounds=(None, None))
    grid = ticks(low, high, 4)
    unit = case.quantities.unit
    gridlines = tuple((value, unit.before + numbers.compact(value)) for value in grid)
    newest = judged[-1].gap_now
    now_text = ""
    if newest is not None and still:
        now_text = chart_titles.GAP_NOW.format(
            said=gaps.now(newest, quantities=case.quantities, wants=case.wants, kind=case.manner)
        )
    return Course(
        words, tuple(said), gridlines, low, high, level=(0.0, chart_titles.GAP_LEVEL), now_text=now_text
    )


def _gap_said(case: Case, one: Assessment, *, newest: bool, still: bool) -> Said:
    gap = one.projected_gap
    likely = gap.likely if gap is not None else None
    text = ""
    if newest and gap is not None:
        text = gaps.inside(gap, quantities=case.quantities, wants=case.wants, kind=case.manner)
        text = text if still else chart_titles.THEN.format(said=text, day=dates.day(one.as_of))
    return Said(
        one.as_of,
        gap.value if gap is not None else None,
        likely.low if likely is not None else None,
        likely.high if likely is not None else None,
        now=one.gap_now.value if one.gap_now is not None else None,
        text=text,
    )


def _gap_row(one: Assessment) -> dict[str, object]:
    gap, likely = one.projected_gap, one.projected_gap.likely if one.projected_gap is not None else None
    return {
        "as_of": one.as_of,
        "projected_gap": gap.value if gap is not None else None,
        "projected_gap_low": likely.low if likely is not None else None,
        "projected_gap_high": likely.high if likely is not None else None,
        "gap_now": one.gap_now.value if one.gap_now is not None else None,
        "unit": one.unit,
        "verdict": one.verdict.value,
    }


def chance_picture(session: Session, target_id: str, as_of: date | None) -> Picture:
    """The chance of being met over the history of judgements, with its verdicts. Raises Unknown or NotAssessed."""
    return chance_of(history_until(session, target_id, as_of), as_of)


def chance_of(history: History, as_of: date | None) -> Picture:
    """The chance of being met, with its verdicts, over a history that was read up to ``as_of``."""
    case, judged, target_id = history.case, _judged(history), history.case.target.id
    chances = [(one, _settled(one) or chance(one)) for one in judged]
    shown = [(one, found) for one, found in chances if found is not None]
    told = [(one, found) for one, found in shown if not _is_settled(one)]
    before = None
    if len(told) > 1 and told[-1][0] is judged[-1]:
        one = told[-2][0]
        before = (one.as_of, one.probability_shown)
    words = Words(
        chart_titles.chance(case, before),
        chart_titles.CHANCE_DRAWN,
        _told(judged),
        chart_titles.source(case, target_page.source_of(case)),
    )
    name = f"{target_id}-probability"
    tables = _tables(target_id, "probability", as_of)
    rows = [_chance_row(one, found) for one, found in chances]
    if not told:
        return Picture(
            name,
            words,
            lambda width: blank(words, width, chart_titles.NO_CHANCE),
            tables,
            CHANCE_COLUMNS,
            rows,
        )
    cuts = standard().cuts
    words_of = {standard().labels[0].at: chart_titles.ROUND[Verdict.ON_TRACK]} if cuts else {}
    lines = tuple((cut, words_of.get(cut, "")) for cut in cuts)
    if len(lines) > 1:
        lines = (
            (lines[0][0], f"{chart_titles.ROUND[Verdict.ON_TRACK]} from {lines[0][0]:.0%}"),
            *((cut, "") for cut, _ in lines[1:-1]),
            (lines[-1][0], f"{chart_titles.ROUND[Verdict.OFF_TRACK]} below {lines[-1][0]:.0%}"),
        )
    said = tuple(_chance_said(one, found, newest=one is judged[-1]) for one, found in shown)
    course = Course(words, said, _SHARES, 0.0, 1.0, cuts=lines, spread_style="stretch")
    return Picture(name, words, lambda width: over_time(course, width), tables, CHANCE_COLUMNS, rows)


def _is_settled(one: Assessment) -> bool:
    return one.verdict in (Verdict.MET, Verdict.MISSED)


def _settled(one: Assessment) -> Chance | None:
    """What became of it, at the end of a line of chances."""
    if not _is_settled(one):
        return None
    place = 1.0 if one.verdict is Verdict.MET else 0.0
    return Chance("", "", "", place, place)


def _chance_said(one: Assessment, found: Chance, *, newest: bool) -> Said:
    stretch = found.is_stretch
    mark = MARKS[one.verdict]
    return Said(
        one.as_of,
        None if stretch else found.low,
        found.low if stretch else None,
        found.high if stretch else None,
        style=mark if mark in _DRAWN else "off",
        text=found.number if newest else "",
        word=one.verdict.words,
    )


def _chance_row(one: Assessment, found: Chance | None) -> dict[str, object]:
    given = found is not None and not _is_settled(one)
    return {
        "as_of": one.as_of,
        "probability_shown": one.probability_shown,
        "chance_low": found.low if found is not None and given else None,
        "chance_high": found.high if found is not None and given else None,
        "verdict": one.verdict.value,
        "label_set": one.label_set,
    }


def _gaps_told(case: Case, judged: Iterable[Assessment]) -> str:
    """The projected gap of every judgement in words, the newest last."""
    parts = [
        f"{dates.day(one.as_of)}: "
        + gaps.inside(one.projected_gap, quantities=case.quantities, wants=case.wants, kind=case.manner)
        for one in judged
        if one.projected_gap is not None
    ]
    return f"{'; '.join(parts[-12:])}." if parts else ""


def _told(judged: Iterable[Assessment]) -> str:
    """Every judgement of the chart in words, the newest last."""
    parts = [
        f"{dates.day(one.as_of)}: {one.verdict.words.lower()}"
        + (f", {one.probability_shown}" if one.probability_shown else "")
        for one in judged
    ]
    return "; ".join(parts[-12:]) + "."


def _tables(target_id: str, kind: str, as_of: date | None) -> tuple[tuple[str, str], ...]:
    asked = f"?as_of={as_of.isoformat()}" if as_of is not None else ""
    return ((f"/v1/targets/{target_id}/charts/{kind}.csv{asked}", "text/csv"),)
