"""The page on data: releases, indicators, licences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datasets.catalogue.entries import IndicatorEntry
from datasets.licences import ACKNOWLEDGEMENTS, LICENCES, Licence
from service.board.english import data_page, freshness
from service.board.english.numbers import capital
from service.store.records import ReleaseRecord


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
class DataView:
    """Everything the template on data prints."""

    lead: str
    releases: tuple[ReleaseLine, ...]
    indicators: tuple[IndicatorLine, ...]
    licences: tuple[Licence, ...]
    acknowledgements: tuple[str, ...]


def data_view(releases: Sequence[ReleaseRecord], indicators: Sequence[IndicatorEntry]) -> DataView:
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
