"""What the board can be narrowed to and ordered by, read from the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from forecasting.verdicts import Verdict
from service.board.english import labels
from service.board.rows import Row, movement

# A target decided within this time still belongs to the current board.
NEWLY = timedelta(days=366)
_LONGEST_WORDS = 80
_LAST_PAGE = 100_000

_BANDS: Mapping[str, Callable[[float], bool]] = {
    "under-10": lambda p: p < 0.10,
    "10-40": lambda p: 0.10 <= p < 0.40,
    "40-60": lambda p: 0.40 <= p < 0.60,
    "60-90": lambda p: 0.60 <= p <= 0.90,
    "over-90": lambda p: p > 0.90,
}


def band_of(row: Row) -> str:
    """The rung of the ladder a target stands on."""
    if row.case.is_settled:
        return "decided"
    chance, p = row.case.chance, row.case.probability
    if chance is None or p is None:
        return "none"
    if chance.is_stretch and chance.high <= 0.10 + 1e-9:
        return "under-10"
    if chance.is_stretch and chance.low >= 0.90 - 1e-9:
        return "over-90"
    return next(name for name, inside in _BANDS.items() if inside(round(p, 10)))


@dataclass(frozen=True)
class Filters:
    """The question behind a page of the board. Unknown values are passed over, as if they were not there."""

    mission: str = ""
    jurisdiction: str = ""
    verdict: str = ""
    chance: str = ""
    show: str = "current"
    sort: str = "mission"
    words: str = ""
    since: date | None = None
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        """From the query of an address."""
        page = query.get("page", "1")
        return cls(
            mission=query.get("mission", ""),
            jurisdiction=query.get("jurisdiction", ""),
            verdict=query.get("verdict", "") if query.get("verdict") in list(Verdict) else "",
            chance=query.get("chance", "") if query.get("chance") in labels.BAND_LABELS else "",
            show=query["show"] if query.get("show") in labels.SHOW else "current",
            sort=query["sort"] if query.get("sort") in labels.SORT else "mission",
            words=" ".join(query.get("words", "").split())[:_LONGEST_WORDS],
            since=_day(query.get("since", "")),
            page=min(int(page), _LAST_PAGE) if page.isascii() and page.isdigit() and page != "0" else 1,
        )

    @property
    def is_plain(self) -> bool:
        """Whether nothing is narrowed or reordered."""
        return replace(self, page=1) == Filters()

    def address(self, **changes: str | int | date | None) -> str:
        """The address of the board with some of the question changed; a change of filter starts at page 1."""
        changed = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        default = Filters()
        pairs = [
            (name, str(getattr(changed, name)))
            for name in Filters.__dataclass_fields__
            if getattr(changed, name) != getattr(default, name)
        ]
        return f"/?{urlencode(pairs)}" if pairs else "/"

    def matches(self, row: Row, *, position: date | None) -> bool:
        """Whether a row belongs to the list."""
        case = row.case
        return (
            (not self.mission or case.mission.id == self.mission)
            and (not self.jurisdiction or case.mission.jurisdiction == self.jurisdiction)
            and (not self.verdict or case.verdict == self.verdict)
            and (not self.chance or band_of(row) == self.chance)
            and _shown(row, self.show, position)
            and all(word in _text(row) for word in self.words.lower().split())
        )

    def ordered(self, rows: Iterable[Row]) -> list[Row]:
        """The rows in the order asked for; ``mission`` keeps the order of the catalogue."""
        key = _ORDERS.get(self.sort)
        return list(rows) if key is None else sorted(rows, key=key)


def _shown(row: Row, show: str, position: date | None) -> bool:
    if show == "all":
        return True
    if show == "live":
        return row.case.is_running
    if show == "historic":
        return not row.case.is_running
    return row.case.is_running or newly_decided(row, position)


def newly_decided(row: Row, position: date | None) -> bool:
    """Whether a target was decided not long before the position of the board."""
    due = row.case.due
    return row.case.is_settled and position is not None and due is not None and due >= position - NEWLY


def _text(row: Row) -> str:
    case = row.case
    return " ".join((row.id, row.title, case.target.wording, case.area, case.mission.title)).lower()


def _risk(row: Row) -> tuple[int, float]:
    p = row.case.probability
    if p is not None:
        return (0, p)
    return (
        {Verdict.BREACHED: 1, Verdict.AWAITING_OUTCOME: 2, Verdict.NO_VERDICT: 3}.get(row.case.verdict, 4),
        0.0,
    )


def _sure(row: Row) -> tuple[int, float]:
    group, p = _risk(row)
    return (group, -p)


def _date(row: Row) -> tuple[bool, date]:
    return (row.case.due is None, row.case.due or date.max)


def _moved(row: Row) -> tuple[bool, float]:
    return (not row.change, -movement(row))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _fresh(row: Row) -> tuple[bool, int]:
    published = row.case.published
    return (published is None, 0 if published is None else -published.toordinal())


_ORDERS: Mapping[str, Callable[[Row], tuple[object, ...]]] = {
    "risk": _risk,
    "sure": _sure,
    "date": _date,
    "moved": _moved,
    "fresh": _fresh,
}


def jurisdictions(rows: Sequence[Row]) -> list[str]:
    """Every jurisdiction of the board, in the order of its missions."""
    return list(dict.fromkeys(row.case.mission.jurisdiction for row in rows))
