"""From a publication to the observations of an indicator, as its feed in the catalogue says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from datasets.catalogue.entries import IndicatorEntry
from datasets.catalogue.feed import FeedEntry
from datasets.sources.errors import LayoutChanged, NothingForIndicator
from datasets.sources.figures import Figure, Publication, Table
from datasets.sources.grid import SEPARATOR
from datasets.sources.moments import as_frequency
from datasets.sources.possible import note_left_out, once, within_bounds
from datasets.sources.readings import Reading
from datasets.sources.remarks import Remark, RemarkCode
from datasets.sources.wording import NEAR, covers, is_note_heading, likeness, nearest, pick, same
from forecasting.findings import Severity
from forecasting.frequency import Frequency
from forecasting.periods import Period

__all__ = ["Reading", "Selection", "select"]

_DIGITS = 10
"""Decimals kept after a conversion: beyond the precision of any publisher, within that of a float."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The readings of one indicator in one table, and what there is to know about them."""

    indicator: IndicatorEntry
    table: Table
    readings: tuple[Reading, ...]
    remarks: tuple[Remark, ...] = ()


def select(publication: Publication, feed: FeedEntry, indicator: IndicatorEntry) -> Selection:
    """The readings of an indicator.

    Raises LayoutChanged where table, column or group are not to be found, NothingForIndicator where they hold
    no figure at its frequency, ReleaseRejected where values cannot be right.
    """
    remarks: list[Remark] = []
    table, column, renamed = _column(publication, feed, indicator, remarks)
    if renamed:
        remarks.append(
            Remark(
                RemarkCode.HEADING_RENAMED,
                f"The column “{feed.columns[0]}” is now headed “{table.columns[column]}”.",
                Severity.CAUTION,
                indicator.id,
            )
        )
    figures = [item for item in table.figures([column]) if _wanted(item, feed)]
    if feed.where and not figures:
        raise _no_group(publication, feed, table, column)
    _check_areas(publication, figures, feed, table)
    readings, absent, nameless = _readings(figures, feed, indicator)
    if feed.per:
        readings = _divided(readings, publication, feed, indicator, table)
    readings = once(readings, indicator, publication.file, remarks)
    if not readings:
        raise NothingForIndicator(
            f"{publication.file} holds no figure for “{indicator.id}” ({indicator.frequency.words}).",
            field="feed",
            value=indicator.id,
            remedy="Check the feed: the frequency, the areas and the months it asks for.",
        )
    readings = within_bounds(readings, indicator, publication.file, remarks)
    note_left_out(remarks, absent, nameless, indicator)
    return Selection(indicator, table, tuple(readings), tuple(remarks))


# ------------------------------------------------------------------------------ table and column


def _column(
    publication: Publication, feed: FeedEntry, indicator: IndicatorEntry, remarks: list[Remark]
) -> tuple[Table, int, bool]:
    named = [table for table in publication.tables if _is_named(table, feed.table)]
    for tables, moved in ((named, False), (publication.tables, True)):
        if moved and (not feed.table or not feed.columns):
            continue
        found = [(table, column, near) for table in tables for column, near in _columns(table, feed.columns)]
        exact = [item for item in found if not item[2]] or found
        if len(exact) > 1:
            exact = [item for item in exact if _gives(item, feed, indicator)] or exact
        if len(exact) == 1 or (exact and _same_figures(exact)):
            if moved:
                remarks.append(
                    Remark(
                        RemarkCode.TABLE_RENAMED,
                        f"The table “{feed.table}” was found as “{exact[0][0].name}”, by its columns.",
                        Severity.CAUTION,
                        feed.indicator,
                    )
                )
            return exact[0]
        if len(exact) > 1:
            raise LayoutChanged(
                file=publication.file,
                expected=f"one table with {_words(feed)}",
                found=[f"{table.name}: {table.columns[column]}" for table, column, _ in exact],
                where=feed.table or "the file",
            )
    if feed.table and not named:
        shown = nearest([f"{table.name}: {table.title}" for table in publication.tables], feed.table)
        raise LayoutChanged(
            file=publication.file, expected=f"a table “{feed.table}”", found=shown, where="its tables"
        )
    columns = [column for table in named for column in table.columns]
    raise LayoutChanged(
        file=publication.file,
        expected=_words(feed),
        found=nearest(columns, feed.columns[0] if feed.columns else feed.table),
        where=", ".join(dict.fromkeys(table.name for table in named)) or "the file",
    )


def _gives(item: tuple[Table, int, bool], feed: FeedEntry, indicator: IndicatorEntry) -> bool:
    """Whether a column has any figure of the wanted group at the wanted frequency."""
    table, column, _ = item
    return any(
        figure.period is not None and as_frequency(figure.period, indicator.frequency, feed.year) is not None
        for figure in table.figures([column])
        if _wanted(figure, feed)
    )


def _words(feed: FeedEntry) -> str:
    return (
        "a column " + " or ".join(f"“{column}”" for column in feed.columns) if feed.columns else "one column"
    )


def _is_named(table: Table, words: str) -> bool:
    return not words or same(table.name, words) or covers(f"{table.name} {table.title}", words)


def _columns(table: Table, wanted: Sequence[str]) -> list[tuple[int, bool]]:
    """The columns of a table that say one of the wanted things, the first wording first; whether only nearly."""
    if not wanted:
        return [(0, False)] if len(table.columns) == 1 else []
    for exactly in (True, False):
        for text in wanted:
            found = _matching(table, text, exactly=exactly)
            if found:
                return [(column, not exactly) for column in found]
    return []


def _matching(table: Table, wanted: str, *, exactly: bool) -> list[int]:
    *groups, leaf = wanted.split(SEPARATOR)
    leaves, parts = [], []
    for index, column in enumerate(table.columns):
        *above, last = column.split(SEPARATOR)
        if all(any(likeness(part, group) >= NEAR for part in above) for group in groups):
            leaves.append((last, index))
            # A heading may have gained a line below the one that names the column.
            parts += [(part, index) for part in above if exactly]
    for options in (leaves, parts):
        found = [index for index, word_for_word in pick(options, [leaf]) if word_for_word or not exactly]
        if found:
            return list(dict.fromkeys(found))
    return []


def _same_figures(found: Sequence[tuple[Table, int, bool]]) -> bool:
    """Whether columns that cannot be told apart say the same throughout."""
    first, *others = (
        {
            (item.area, item.area_name, item.period, tuple(item.dimensions.items())): item.value
            for item in table.figures([column])
        }
        for table, column, _ in found
    )
    return all(other == first for other in others)


# ---------------------------------------------------------------------------------- rows


def _wanted(item: Figure, feed: FeedEntry) -> bool:
    if item.period is None:
        return False
    if feed.months and item.period.end.month not in feed.months:
        return False
    asked = dict(feed.where)
    for name, text in asked.items():
        if text == "*":
            continue
        said = next((value for key, value in item.dimensions.items() if same(key, name)), "")
        if not (same(said, text) if text else not said):
            return False
    # Groups that a feed does not name are only wanted in total.
    return not _spare_groups(item, asked)


_TOTALS = frozenset(
    {"", "total", "all", "all people", "both sexes", "persons", "n/a", "not applicable", "k02000001"}
)
_NO_GROUP = frozenset(
    {
        "row",
        "code",
        "Unit",
        "unit",
        "published",
        "publisher",
        "release",
        "evidence",
        "Series",
        "Entity",
        "CDID",
        "geographic_level",
        "time_identifier",
    }
)


def _spare_groups(item: Figure, asked: Mapping[str, str]) -> bool:
    # In a workbook rows are picked by name; only the columns below a year are groups.
    groups = {"column": item.dimensions.get("column", "")} if "row" in item.dimensions else item.dimensions
    return any(
        value.casefold() not in _TOTALS
        for key, value in groups.items()
        if key not in _NO_GROUP and not is_note_heading(key) and not any(same(key, name) for name in asked)
    )


def _check_areas(publication: Publication, figures: Sequence[Figure], feed: FeedEntry, table: Table) -> None:
    """Each area a feed translates must be there by one of its names. Raises LayoutChanged."""
    wanted: dict[str, list[str]] = {}
    for name, code in feed.areas:
        wanted.setdefault(code, []).append(name.casefold())
    seen = {text.casefold() for item in figures for text in (item.area, item.area_name)}
    for code, names in wanted.items():
        if figures and code.casefold() not in seen and not seen & set(names):
            raise LayoutChanged(
                file=publication.file,
                expected="the area " + " or ".join(f"“{name}”" for name, of in feed.areas if of == code),
                found=nearest(dict.fromkeys(item.area_name or item.area for item in figures), names[0]),
                where=table.name,
            )


def _no_group(publication: Publication, feed: FeedEntry, table: Table, column: int) -> LayoutChanged:
    name, text = feed.where[0]
    seen = dict.fromkeys(
        value for item in table.figures([column]) for key, value in item.dimensions.items() if same(key, name)
    )
    groups = dict.fromkeys(key for item in table.figures([column]) for key in item.dimensions)
    return LayoutChanged(
        file=publication.file,
        expected=" and ".join(f"“{key}” = “{value}”" for key, value in feed.where),
        found=nearest(seen, text) or list(groups),
        where=table.name,
    )


def _readings(
    figures: Sequence[Figure], feed: FeedEntry, indicator: IndicatorEntry
) -> tuple[list[Reading], int, dict[str, int]]:
    names = {key.casefold(): code for key, code in feed.areas}
    found: list[Reading] = []
    absent, nameless = 0, dict[str, int]()
    told_apart = {item.period.frequency for item in figures if item.period is not None} >= set(_SPLIT_YEARS)
    for item in figures:
        period = None if item.period is None else as_frequency(item.period, indicator.frequency, feed.year)
        if period is None or (told_apart and item.period and _is_other_year(item.period, period)):
            continue
        area = _area(item, feed, names)
        if not area:
            nameless[item.area_name] = nameless.get(item.area_name, 0) + 1
            continue
        if item.value is None:
            absent += 1
            continue
        value = round(item.value * feed.factor, _DIGITS) if feed.factor != 1 else item.value
        found.append(Reading(area, period, value, item.area_name, item.status, item.place))
    return found, absent, nameless


_SPLIT_YEARS = (Frequency.FINANCIAL_YEAR, Frequency.ACADEMIC_YEAR)


def _is_other_year(given: Period, taken: Period) -> bool:
    """Whether a financial year is taken for an academic one or the reverse, which no file means that has both."""
    return given.frequency is not taken.frequency and given.frequency in _SPLIT_YEARS


def _area(item: Figure, feed: FeedEntry, names: Mapping[str, str]) -> str:
    if feed.area:
        # A file about one area may break it down: figures of a part carry a code of their own.
        return feed.area if item.area in ("", feed.area) else ""
    mapped = names.get(item.area.casefold()) or names.get(item.area_name.casefold())
    if mapped or feed.only_areas:
        return mapped or ""
    return item.area


def _divided(
    readings: Sequence[Reading],
    publication: Publication,
    feed: FeedEntry,
    indicator: IndicatorEntry,
    table: Table,
) -> list[Reading]:
    below = replace(feed, columns=feed.per, per=(), factor=1.0, table=feed.table or table.name)
    other, column, _ = _column(publication, below, indicator, [])
    figures = [item for item in other.figures([column]) if _wanted(item, below)]
    parts, _, _ = _readings(figures, below, indicator)
    by_key = {(part.area, part.period): part.value for part in parts}
    return [
        replace(item, value=round(item.value / by_key[item.area, item.period], _DIGITS))
        for item in readings
        if by_key.get((item.area, item.period))
    ]
