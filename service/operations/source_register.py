"""The register of sources: which files of which publishers the indicators of a catalogue are fed from."""

from __future__ import annotations

from collections.abc import Iterable

from datasets.catalogue import Catalogue
from service.store.records import FeedRecord, SourceRecord


def register_of(catalogues: Iterable[Catalogue]) -> tuple[SourceRecord, ...]:
    """The sources that the feeds of catalogues name, by id. A name that no reader has is left out."""
    from datasets.sources.registry import SOURCES

    feeds: dict[str, list[FeedRecord]] = {}
    for catalogue in catalogues:
        for feed in catalogue.feeds.values():
            feeds.setdefault(feed.source, []).append(FeedRecord(feed.indicator, feed.address))
    return tuple(
        SourceRecord(
            id_,
            SOURCES[id_].publisher,
            SOURCES[id_].title,
            SOURCES[id_].licence,
            tuple(SOURCES[id_].hosts),
            tuple(sorted(fed, key=lambda feed: (feed.address, feed.indicator))),
        )
        for id_, fed in sorted(feeds.items())
        if id_ in SOURCES
    )
