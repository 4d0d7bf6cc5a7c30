"""Publishers' releases into the store: read, checked against what is held, loaded whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from datasets.catalogue import Catalogue, FeedEntry, IndicatorEntry, bundled_folder, load_catalogue
from datasets.corrections import Correction, corrected, load_corrections
from datasets.errors import DatasetError, FileMissing, FileTooLarge
from datasets.fetch import Fetcher, NotModified
from datasets.snapshots import Provenance, Snapshots
from datasets.sources.errors import LayoutChanged, NothingForIndicator, SourceError
from datasets.sources.figures import Publication
from datasets.sources.quality import compare, shifted
from datasets.sources.registry import recognise, source_named
from datasets.sources.remarks import Remark
from datasets.sources.selecting import Reading, Selection, select
from datasets.sources.source import Edition, Source
from datasets.sources.territory import territory
from datasets.sources.tidy_schema import check_tidy
from forecasting.errors import HeadwayError
from forecasting.periods import Period
from service.operations.area_register import known_places
from service.operations.carrying_over import carried
from service.operations.ingest_report import IndicatorLoad, Loaded, Wishes
from service.operations.ingest_tidy import by_release, read_tidy, summaries
from service.operations.installation import Installation
from service.operations.release_rows import (
    observations_of,
    release_of,
    summary_of,
    tidy_row,
    undated_remark,
    usual_publication,
)
from service.operations.suspecting import suspect
from service.settings import Settings
from service.store.hidden import Kept
from service.store.identity import ReleaseId
from service.store.reads.observations import editions_of
from service.store.sight import EVERYTHING
from service.store.suspicion_records import Sign, Suspicion
from service.store.writes.observations import NewObservation, load_observations
from service.store.writes.registers import save_areas

LIMIT_BYTES = 200_000_000
TIDY = "tidy"


@dataclass(frozen=True, eq=False, slots=True)
class Ingest:
    """Loads files into an installation. ``now`` is called once a file, for the time it was recorded."""

    installation: Installation
    catalogue: Catalogue
    snapshots: Snapshots
    now: Callable[[], datetime]
    corrections: tuple[Correction, ...] = field(default_factory=load_corrections)

    def file(self, path: Path, *, source: str | None = None, wishes: Wishes | None = None) -> Loaded:
        """Load a file from disk; without a source, the one that reads it. Raises the errors of the sources."""
        wishes = wishes or Wishes()
        data = read_bytes(path)
        if source is None:
            chosen, publication = recognise(path.name, data)
        else:
            chosen = source_named(source)
            publication = chosen.read(path.name, data)
        provenance = self._provenance(chosen, path.name, "", publication)
        if chosen.id == TIDY:
            return self._load_tidy(chosen, publication, data, provenance, wishes)
        return self._load(chosen, publication, data, provenance, wishes, feeds_of(self.catalogue, chosen))

    def newest(self, source: Source, fetcher: Fetcher, *, wishes: Wishes | None = None) -> Iterator[Loaded]:
        """Fetch and load the newest release of every address the feeds of a source name, one after the other.

        A release that cannot be had or is refused is reported in its place and does not stop the others.
        """
        wishes = wishes or Wishes()
        by_address: dict[str, list[FeedEntry]] = {}
        for feed in feeds_of(self.catalogue, source):
            by_address.setdefault(feed.address, []).append(feed)
        for address, feeds in by_address.items():
            try:
                yield self._fetched(source, fetcher, address, feeds, wishes)
            except HeadwayError as error:
                # What it says of figures under embargo waits with them.
                kept = None if wishes.embargo is None else Kept(wishes.embargo)
                yield Loaded(source.id, address or source.title, error=error, kept=kept)

    def _fetched(
        self, source: Source, fetcher: Fetcher, address: str, feeds: Sequence[FeedEntry], wishes: Wishes
    ) -> Loaded:
        edition: Edition = source.find(fetcher, address)[0]
        held = self.snapshots.last_from(edition.url)
        marks = ("", "") if held is None else (held.provenance.etag, held.provenance.last_modified)
        try:
            found = fetcher.file(edition.url, etag=marks[0], last_modified=marks[1])
        except NotModified:
            return Loaded(source.id, edition.url.rsplit("/", 1)[-1], edition.title, not_modified=True)
        publication = source.read(found.name, found.data)
        wanted = wishes
        if wishes.published is None and edition.published is not None:
            wanted = replace(wishes, published=edition.published)
        provenance = self._provenance(source, found.name, found.final_url, publication)
        marked = Provenance(
            **{
                **{name: getattr(provenance, name) for name in Provenance.__slots__},
                "url": edition.url,
                "etag": found.etag,
                "last_modified": found.last_modified,
            }
        )
        return self._load(source, publication, found.data, marked, wanted, feeds)

    def _provenance(self, source: Source, name: str, url: str, publication: Publication) -> Provenance:
        return Provenance(
            source.id,
            source.publisher,
            name,
            url,
            source.licence,
            self.now().isoformat(),
            "" if publication.published is None else str(publication.published),
        )

    # ------------------------------------------------------------------------------- loading

    def _load(
        self,
        source: Source,
        publication: Publication,
        data: bytes,
        provenance: Provenance,
        wishes: Wishes,
        feeds: Sequence[FeedEntry],
    ) -> Loaded:
        selections = choose(publication, source, feeds, self.catalogue.indicators, wishes)
        remarks: list[Remark] = []
        new: list[NewObservation] = []
        loads: list[IndicatorLoad] = []
        published: list[str] = []
        factors: list[Suspicion] = []
        estimate = usual_publication(selections)
        guessed = False
        for selection in selections:
            readings, told = corrected(
                selection.readings,
                self.corrections,
                source=source.id,
                edition=publication.edition,
                indicator=selection.indicator,
            )
            known = selection.table.published or wishes.published or publication.published
            guessed |= known is None
            release = release_of(source, publication, selection, known or estimate)
            published.append(release.published_text)
            remarks += [*selection.remarks, *told]
            held = self._held(selection.indicator.id, readings, release)
            remarks += compare(readings, held, selection.indicator)
            moved = shifted(readings, held)
            if moved is not None:
                factors.append(
                    Suspicion(selection.indicator.id, "", moved.period, Sign.FACTOR, 1.0, moved.factor)
                )
            remarks += territory(readings, selection.indicator)
            new += observations_of(readings, selection.indicator, release, provenance.url)
            loads.append(summary_of(selection, readings))
        if guessed:
            remarks.append(undated_remark(publication.file, estimate))
        report = self._write(new, source, publication, data, provenance, wishes, factors)
        return Loaded(
            source.id,
            publication.file,
            new[0].release.title,
            max(published),
            report[0],
            tuple(loads),
            tuple(remarks),
            *report[1:4],
            written=not wishes.check,
            kept=report[4],
        )

    def _load_tidy(
        self,
        source: Source,
        publication: Publication,
        data: bytes,
        provenance: Provenance,
        wishes: Wishes,
    ) -> Loaded:
        rows = read_tidy(
            publication, self.catalogue.indicators, published=wishes.published, wanted=wishes.indicators
        )
        loads = tuple(IndicatorLoad(*item, publication.file) for item in summaries(rows))
        told = [
            remark
            for (name, _), items in by_release(rows.observations).items()
            for remark in territory(items, self.catalogue.indicators[name])
        ]
        report = self._write(rows.observations, source, publication, data, provenance, wishes)
        days = sorted({item.release.published_text for item in rows.observations})
        return Loaded(
            source.id,
            publication.file,
            rows.observations[0].release.title,
            days[-1],
            report[0],
            loads,
            (*rows.remarks(), *told),
            *report[1:4],
            written=not wishes.check,
            kept=report[4],
        )

    def _held(
        self, indicator: str, readings: Sequence[Reading], release: ReleaseId
    ) -> Mapping[tuple[str, Period], float]:
        """The newest values on the basis in force that other releases, not younger than this one, give."""
        # Whoever loads figures may hold them against all that is held.
        with self.installation.store.read(EVERYTHING) as session:
            found = editions_of(session, {(indicator, item.area) for item in readings})
        held: dict[tuple[str, Period], tuple[date, float]] = {}
        for (_, area), editions in found.items():
            for edition in editions:
                if edition.value is None or edition.basis or edition.release.key == release.key:
                    continue
                day = edition.release.published or date.min
                if release.published is not None and day > release.published:
                    continue
                before = held.get((area, edition.period))
                if before is None or day >= before[0]:
                    held[area, edition.period] = (day, edition.value)
        return {key: value for key, (_, value) in held.items()}

    def _write(
        self,
        new: Sequence[NewObservation],
        source: Source,
        publication: Publication,
        data: bytes,
        provenance: Provenance,
        wishes: Wishes,
        factors: Sequence[Suspicion] = (),
    ) -> tuple[str, int, int, int, Kept | None]:
        check_tidy(map(tidy_row, new), file=publication.file)
        if wishes.check:
            return "", 0, 0, 0, None
        digest, recorded = hashlib.sha256(data).hexdigest(), self.now()
        if wishes.embargo is not None:
            new = [replace(one, release=replace(one.release, embargo=wishes.embargo)) for one in new]
        if wishes.carry_over:
            new = [*new, *carried(new, self.catalogue.indicators)]
        with self.installation.store.session() as session:
            report = load_observations(
                session,
                new,
                source=f"{source.id}: {publication.file} ({digest[:12]})",
                recorded=recorded,
                correct=wishes.correct,
            )
            save_areas(session, known_places(item.area for item in new), kept=report.kept)
            if report:
                suspect(session, {one.indicator_id for one in new}, at=recorded, factors=factors)
            # Before the figures are final, so that none ever stand without their file; and only if they can be
            # loaded, so that a file that was refused is asked for again.
            self.snapshots.keep(data, provenance)
        return digest, report.added, report.unchanged, report.corrected, report.kept


def open_ingest(settings: Settings, installation: Installation, *, now: Callable[[], datetime]) -> Ingest:
    """Loading for an installation: with its catalogue, and its files kept under its home."""
    folders = [*([bundled_folder()] if settings.bundled else []), *settings.folders]
    catalogue = load_catalogue(folders) if folders else Catalogue()
    return Ingest(installation, catalogue, Snapshots(settings.home / "snapshots"), now)


def read_bytes(path: Path, *, limit: int = LIMIT_BYTES) -> bytes:
    """A file whole. Raises FileMissing or FileTooLarge."""
    if not path.is_file():
        raise FileMissing(
            f"There is no file {path}.", field="file", value=str(path), remedy="Check the path."
        )
    size = path.stat().st_size
    if size > limit:
        raise FileTooLarge(
            f"{path.name} has {size / 1e6:,.0f} MB; the limit is {limit / 1e6:,.0f} MB.",
            field="file",
            value=size,
            remedy="Take out what is not data.",
        )
    return path.read_bytes()


def feeds_of(catalogue: Catalogue, source: Source) -> list[FeedEntry]:
    """The feeds that name a source, in the order of the catalogue."""
    return [feed for feed in catalogue.feeds.values() if feed.source == source.id]


def choose(
    publication: Publication,
    source: Source,
    feeds: Sequence[FeedEntry],
    indicators: Mapping[str, IndicatorEntry],
    wishes: Wishes,
) -> list[Selection]:
    """What a file holds of the indicators that are fed from its source.

    Where every file of a source holds all of them, one that cannot be found means a changed layout, and
    nothing is loaded. Raises LayoutChanged, ReleaseRejected, or SourceError where no feed asks for the file.
    """
    wanted = [feed for feed in feeds if not wishes.indicators or feed.indicator in wishes.indicators]
    if not wanted:
        asked = ", ".join(wishes.indicators) or "no indicator"
        raise SourceError(
            f"No feed of the catalogue takes {asked} from {source.id}.",
            field="feed",
            value=source.id,
            remedy="Add a feed to the indicator in the catalogue; --out writes the figures of the file to a table.",
        )
    found: list[Selection] = []
    first: DatasetError | None = None
    for feed in wanted:
        try:
            found.append(select(publication, feed, indicators[feed.indicator]))
        except (LayoutChanged, NothingForIndicator) as error:
            if source.whole and not feed.optional and not wishes.partial:
                raise
            first = first or error
    if not found and first is not None:
        raise first
    return found


def targets_concerned(catalogue: Catalogue, loaded: Iterable[Loaded]) -> tuple[str, ...]:
    """The targets that new figures concern: by their own series, or through a part of them."""
    changed = {item.id for one in loaded if one.added or one.corrected for item in one.indicators}
    found = {
        target.id
        for target in catalogue.targets.values()
        if changed & {target.indicator, target.observed_by, target.other_indicator, target.scenario}
    }
    found |= {target.id for target in catalogue.targets.values() if found & set(target.components)}
    return tuple(id_ for id_ in catalogue.targets if id_ in found)
