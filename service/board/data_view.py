"""The page on data: releases, indicators, licences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from datasets.catalogue.entries import IndicatorEntry
from datasets.licences import ACKNOWLEDGEMENTS, LICENCES, Licence
from service.board.english import data_page, dates, freshness
from service.board.english.numbers import capital
from service.operations.calendar import Expected
from service.operations.sources import SourceState
from service.store.records import ReleaseRecord

_MOST_COMING = 30


@dataclass(frozen=True)
class ReleaseLine:
    """One edition."""

    published: str
    publisher: str
    title: str
    url: str


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator, with the name of the link to its figures."""

    id: str
    title: str
    publisher: str
    period: str
    link: str


@dataclass(frozen=True)
class ComingLine:
    """The next figure of one indicator."""

    due: str
    overdue: bool
    id: str
    title: str
    next: str
    newest: str


@dataclass(frozen=True)
class SourceLine:
    """One source."""

    title: str
    publisher: str
    looked: str
    due: str


@dataclass(frozen=True)
class DataView:
    """Everything the template on data prints."""

    lead: str
    releases: tuple[ReleaseLine, ...]
    coming: tuple[ComingLine, ...]
    sources: tuple[SourceLine, ...]
    indicators: tuple[IndicatorLine, ...]
    licences: tuple[Licence, ...]
    acknowledgements: tuple[str, ...]


def data_view(
    releases: Sequence[ReleaseRecord],
    indicators: Sequence[IndicatorEntry],
    *,
    expected: Sequence[Expected] = (),
    sources: Sequence[SourceState] = (),
    today: date,
) -> DataView:
    """The page from what the store holds."""
    dated = [release.published for release in releases if release.published is not None]
    return DataView(
        lead=data_page.lead(
            indicators=len(indicators),
            releases=len(releases),
            publishers=len({release.publisher for release in releases}),
            newest=max(dated, default=None),
        ),
        releases=tuple(
            ReleaseLine(
                freshness.known(release.published_text, release.published) or data_page.UNDATED,
                release.publisher,
                release.title,
                release.url,
            )
            for release in releases
        ),
        coming=tuple(_coming(item, today) for item in _soon(expected, today)),
        sources=tuple(map(_source, sources)),
        indicators=tuple(
            IndicatorLine(
                indicator.id,
                indicator.title,
                indicator.publisher,
                capital(indicator.frequency.words),
                data_page.csv_of(indicator.title),
            )
            for indicator in indicators
        ),
        licences=LICENCES,
        acknowledgements=ACKNOWLEDGEMENTS,
    )


def _soon(expected: Sequence[Expected], today: date) -> list[Expected]:
    """What is due, or came due within the last year: series that stopped long ago are in the table alone."""
    return [item for item in expected if item.due > today - timedelta(days=365)][:_MOST_COMING]


def _coming(item: Expected, today: date) -> ComingLine:
    return ComingLine(
        dates.day(item.due),
        item.due < today,
        item.indicator_id,
        item.title,
        item.next.label,
        item.newest.label,
    )


def _source(state: SourceState) -> SourceLine:
    last, following = state.last_visit, state.next_expected
    return SourceLine(
        state.source.title,
        state.source.publisher,
        data_page.NEVER
        if last is None
        else data_page.looked(last.visited_at.date(), last.outcome, last.message),
        "" if following is None else dates.day(following.due),
    )
