"""From what a file holds to the rows of a release: its identity, its observations, what to say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from datasets.catalogue import IndicatorEntry
from datasets.dates import KnownDate
from datasets.observation import SourceEvidence
from datasets.sources.figures import Publication
from datasets.sources.remarks import Remark, RemarkCode
from datasets.sources.selecting import Reading, Selection
from datasets.sources.source import Source
from datasets.sources.tidy_schema import TidyRow
from forecasting.findings import Severity
from service.operations.ingest_report import IndicatorLoad
from service.store.identity import ReleaseId
from service.store.writes.observations import NewObservation


def usual_publication(selections: Sequence[Selection]) -> KnownDate:
    """The month in which a file that gives no date usually comes out: its last period and the usual lag.

    Without a date of its own an old edition would count as the newest of all.
    """
    days = [
        item.period.end + timedelta(days=selection.indicator.lag_days or 0)
        for selection in selections
        for item in selection.readings
    ]
    return KnownDate.parse(f"{max(days):%Y-%m}")


def release_of(source: Source, publication: Publication, selection: Selection, when: KnownDate) -> ReleaseId:
    generic = not source.publisher
    publisher = selection.indicator.publisher if generic or not source.publisher else source.publisher
    title = selection.indicator.release or source.title if generic else source.title
    edition = publication.edition or publication.title
    return ReleaseId(
        publisher or source.title,
        f"{title}, {edition}" if edition else title,
        when.day,
        str(when),
    )


def observations_of(
    readings: Iterable[Reading], indicator: IndicatorEntry, release: ReleaseId, url: str
) -> Iterator[NewObservation]:
    for item in readings:
        yield NewObservation(
            indicator.id,
            item.area,
            item.period,
            item.value,
            release,
            status=item.status.value,
            evidence=SourceEvidence.FILE.value,
            area_name=item.area_name,
            url=url,
        )


def tidy_row(item: NewObservation) -> TidyRow:
    return TidyRow(
        item.indicator_id,
        item.area,
        item.period.frequency.value,
        str(item.period),
        item.value,
        item.status,
        item.release.key,
        item.release.published,
        item.basis,
        item.period.start,
    )


def summary_of(selection: Selection, readings: Sequence[Reading]) -> IndicatorLoad:
    periods = sorted((item.period for item in readings), key=lambda period: (period.end, period.ordinal))
    return IndicatorLoad(
        selection.indicator.id,
        len(readings),
        len({item.area for item in readings}),
        str(periods[0]) if periods else "",
        str(periods[-1]) if periods else "",
        selection.table.name,
    )


def undated_remark(file: str, estimate: KnownDate) -> Remark:
    return Remark(
        RemarkCode.UNDATED,
        f"{file} does not say when it was published; by its last period and the usual lag it is taken to be from "
        f"{estimate}. Give the day with --published.",
        Severity.CAUTION,
    )
