"""The board as one page shows it: head, ladder, groups of rows, pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from datasets.catalogue.entries import MissionEntry
from forecasting.verdicts import Verdict
from service.board.english import board, dates, labels
from service.board.filters import Filters, band_of, jurisdictions
from service.board.rows import MARKS, Row, movement
from service.board.since import judged_by_then
from service.charts.rail import strip

PAGE_SIZE = 90
Pictured = Callable[[Sequence[Row]], list[Row]]
_RUNG = 8
_NEWS = 4
# A yearly release, and half a year for its coming late.
_NEWS_DAYS = 550
TELLING_MOVE = 0.05


@dataclass(frozen=True)
class Rung:
    """One band of the ladder: the targets on it, and how many more there are."""

    key: str
    label: str
    rows: tuple[Row, ...]
    more: int
    address: str


@dataclass(frozen=True)
class TallyMark:
    """How many targets have a verdict."""

    mark: str
    text: str


@dataclass(frozen=True)
class Group:
    """A mission with the rows shown of it, or all rows where the list is in another order."""

    mission: MissionEntry | None
    rows: tuple[Row, ...]
    proxies: tuple[Row, ...]
    short: tuple[Row, ...]
    tally: tuple[TallyMark, ...]
    strip: str

    @property
    def short_heading(self) -> str:
        """What stands over the targets without figures."""
        return board.unjudged_heading(len(self.short), alone=not (self.rows or self.proxies))


@dataclass(frozen=True)
class News:
    """One line beside the headline: what moved, or which figures are new."""

    mark: str
    lead: str
    row: Row
    text: str


@dataclass(frozen=True)
class BoardView:
    """Everything the template of the board prints."""

    filters: Filters
    kicker: str
    headline: str
    lead: str
    news_title: str
    news: tuple[News, ...]
    ladder: tuple[Rung, ...]
    groups: tuple[Group, ...]
    shown: str
    compared: str
    page: int
    pages: int
    missions: tuple[MissionEntry, ...]
    jurisdictions: tuple[str, ...]
    total: int


def board_view(
    rows: Sequence[Row],
    missions: Sequence[MissionEntry],
    filters: Filters,
    *,
    position: date | None,
    pictured: Pictured = list,
) -> BoardView:
    """The page of the board that a question asks for; ``pictured`` draws what is missing in the rows on it."""
    matching = [row for row in rows if filters.matches(row, position=position)]
    counted = [row for row in matching if not row.case.is_proxy]
    verdicts = Counter(row.case.verdict for row in counted)
    reasons = Counter(
        row.case.assessment.reason if row.case.assessment is not None else None
        for row in counted
        if row.case.verdict is Verdict.NO_VERDICT
    )
    ordered = filters.ordered(matching)
    pages = max(1, -(-len(ordered) // PAGE_SIZE))
    page = min(filters.page, pages)
    on_page = pictured(ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    news_title, news = _news(matching, filters.since)
    headline, lead = (
        board.headline(verdicts),
        board.lead(verdicts, reasons, proxies=len(matching) - len(counted)),
    )
    if not rows:
        headline, lead = board.NOTHING_TITLE, board.NOTHING_LEAD
    elif all(row.case.assessment is None for row in rows):
        headline, lead = board.UNJUDGED_TITLE, board.UNJUDGED_LEAD
    elif not matching:
        headline, lead = board.EMPTY_TITLE, board.EMPTY_LEAD
    return BoardView(
        filters=filters,
        kicker=board.kicker(position),
        headline=headline,
        lead=lead,
        news_title=news_title,
        news=news,
        ladder=_ladder(matching, filters),
        groups=_groups(on_page, missions, filters),
        shown=board.shown(len(matching), len(rows)),
        compared=""
        if filters.since is None
        else board.known_then(judged_by_then(matching), len(matching), filters.since),
        page=page,
        pages=pages,
        missions=tuple(
            mission for mission in missions if any(row.case.mission.id == mission.id for row in rows)
        ),
        jurisdictions=tuple(jurisdictions(rows)),
        total=len(rows),
    )


def group_of(mission: MissionEntry | None, rows: Sequence[Row]) -> Group:
    """Rows of one heading: full ones, proxies apart, and the short list of those without figures."""
    counted = [row for row in rows if not row.case.is_proxy]
    tally = Counter(row.case.verdict for row in counted)
    # Of a stretch the middle is marked: the board says no more than it may.
    known = [
        ((row.case.chance.low + row.case.chance.high) / 2, row.mark)
        for row in counted
        if row.case.chance is not None
    ]
    return Group(
        mission=mission,
        rows=tuple(row for row in rows if not row.is_short and not row.case.is_proxy),
        proxies=tuple(row for row in rows if not row.is_short and row.case.is_proxy),
        short=tuple(row for row in rows if row.is_short),
        tally=tuple(
            TallyMark(MARKS[verdict], board.tally(tally[verdict], verdict))
            for verdict in Verdict
            if tally[verdict]
        ),
        strip=strip(known) if len(known) > 1 else "",
    )


def _groups(rows: Sequence[Row], missions: Sequence[MissionEntry], filters: Filters) -> tuple[Group, ...]:
    if filters.sort != "mission":
        flat = group_of(None, rows)
        # In an order by risk or date a row stays where the order puts it, proxy or not.
        return (Group(None, tuple(rows), (), (), flat.tally, ""),) if rows else ()
    found = []
    for mission in missions:
        own = [row for row in rows if row.case.mission.id == mission.id]
        if own:
            found.append(group_of(mission, own))
    return tuple(found)


def _ladder(rows: Sequence[Row], filters: Filters) -> tuple[Rung, ...]:
    bands: dict[str, list[Row]] = {key: [] for key in labels.BAND_LABELS}
    for row in rows:
        bands[band_of(row)].append(row)
    rungs = []
    for key, label in labels.BAND_LABELS.items():
        members = sorted(bands[key], key=lambda row: row.case.is_proxy)
        kept = members if len(members) <= _RUNG + 4 else members[:_RUNG]
        more = len(members) - len(kept)
        rungs.append(Rung(key, label, tuple(kept), more, filters.address(chance=key)))
    return tuple(rungs)


def moved_most(rows: Sequence[Row]) -> tuple[News, ...]:
    """The few targets whose chance has moved most, by enough to be worth telling."""
    moved = sorted(((movement(row), row) for row in rows), key=lambda item: -item[0])
    return tuple(
        News(row.mark, row.number or row.verdict, row, row.change)
        for size, row in moved[:_NEWS]
        if size >= TELLING_MOVE
    )


def _lately(rows: Sequence[Row]) -> list[Row]:
    """Those last judged anew not long before the newest figures: what moved years ago is no news."""
    newest = max((row.case.published for row in rows if row.case.published is not None), default=date.min)
    return [
        row
        for row in rows
        if row.case.earlier is not None and (newest - row.case.earlier.as_of).days <= _NEWS_DAYS
    ]


def _news(rows: Sequence[Row], since: date | None) -> tuple[str, tuple[News, ...]]:
    telling = moved_most(rows if since is not None else _lately(rows))
    if telling or since is not None:
        title = labels.MOVED_TITLE if since is None else labels.MOVED_SINCE.format(date=dates.day(since))
        return title, telling
    dated = sorted(
        (row for row in rows if row.case.published is not None and row.finding),
        key=lambda row: row.case.published or date.min,
        reverse=True,
    )[:_NEWS]
    return labels.NEWEST_TITLE, tuple(
        News("", dates.short_day(row.case.published), row, row.finding.split(". ")[0].rstrip(".") + ".")
        for row in dated
        if row.case.published is not None
    )
