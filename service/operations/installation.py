"""An installation made ready: the store open, the catalogue in it, the statistics loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from datasets.catalogue import Catalogue, bundled_folder, load_catalogue
from datasets.observation import Basis, Observation, Release
from datasets.observations import Statistics, load_statistics
from service.operations.area_register import placed
from service.operations.label_sets import label_sets_in
from service.operations.source_register import register_of
from service.operations.suspecting import suspect
from service.settings import Settings
from service.store import Store, open_store
from service.store.identity import ReleaseId
from service.store.owners import BUNDLED, EDITOR, folder
from service.store.reads.catalogue import owners
from service.store.reads.sources import sources
from service.store.records import AreaRecord
from service.store.sight import Sight
from service.store.writes.bases import save_bases
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.label_sets import save_label_sets
from service.store.writes.observations import NewObservation, load_observations
from service.store.writes.registers import save_areas
from service.store.writes.sources import save_sources
from service.store.writes.suspicions import any_suspected

Progress = Callable[[str, int, int], None]
"""Told what is under way, how much of it is done, and how much there is."""


@dataclass(frozen=True, eq=False)
class Installation:
    """An open store with the catalogue and statistics that belong in it.

    Its reading sessions see what is private, but no figure before its embargo ends: those of the moment, or those
    of ``sight``. What is worked out from them may be published.
    """

    store: Store
    bases: tuple[Basis, ...] = ()
    added: int = 0
    changed: bool = field(default=False)
    sight: Sight | None = None

    def __post_init__(self) -> None:
        sight = self.sight
        eyes = (lambda: Sight(datetime.now(UTC), private=True)) if sight is None else (lambda: sight)
        object.__setattr__(self, "store", self.store.seen_by(eyes))

    def at(self, instant: datetime) -> Installation:
        """The same as it is seen at an instant, with what is out by then."""
        return replace(self, sight=Sight(instant, private=True))

    def close(self) -> None:
        """Give the store back."""
        self.store.close()

    def bases_of(self, indicator: str, area: str) -> tuple[Basis, ...]:
        """The earlier bases of an indicator in an area."""
        return tuple(b for b in self.bases if b.indicator == indicator and b.area in ("", area))


def open_installation(
    settings: Settings, *, recorded: datetime, progress: Progress | None = None
) -> Installation:
    """Open the store and bring the catalogue and the bundled statistics into it.

    What is there already is left alone, so that doing it twice is the same as doing it once; after an
    error the store is as it was. Raises the errors of the catalogue, the statistics and the store.
    """
    say = progress or (lambda _what, _done, _all: None)
    store = open_store(settings.store_url)
    try:
        added, changed, bases = _fill(store, settings, recorded, say)
    except BaseException:
        store.close()
        raise
    return Installation(store, bases, added, changed)


def _fill(
    store: Store, settings: Settings, recorded: datetime, say: Progress
) -> tuple[int, bool, tuple[Basis, ...]]:
    say("Reading the catalogue", 0, 1)
    bundled = load_catalogue() if settings.bundled else Catalogue()
    own = list(_own_catalogues(settings, bundled))
    sets = label_sets_in(settings.folders)
    say("Reading the statistics", 0, 1)
    statistics = load_statistics(bundled.indicators) if settings.bundled else Statistics()
    added, changed = 0, False
    told: set[str] = set()
    # One transaction: a catalogue without its figures, or the reverse, is never seen.
    with store.session() as session:
        catalogues = {BUNDLED: bundled, **{folder(name): catalogue for name, catalogue, _ in own}}
        # A folder that is no longer named has nothing in force any more; its figures stay.
        catalogues |= {owner: Catalogue() for owner in owners(session) if _is_left_out(owner, catalogues)}
        for owner, catalogue in catalogues.items():
            changed |= bool(sync_catalogue(session, catalogue, owner=owner, recorded=recorded))
        for source, figures in [("bundled statistics", statistics), *((f"folder {n}", f) for n, _, f in own)]:
            if not figures.observations:
                continue
            say("Loading the statistics", 0, len(figures.observations))
            named = (AreaRecord(a.code, a.name, a.level or None) for a in figures.areas.values())
            save_areas(session, placed(named))
            report = load_observations(
                session,
                _new(figures),
                source=source,
                recorded=recorded,
                correct=True,
                # What comes with the service was public when it was put together.
                embargoes=figures is not statistics,
            )
            added += report.added
            changed |= bool(report)
            if report or not any_suspected(session):
                told |= {one.indicator for one in figures.observations}
        if told:
            say("Looking for breaks", 0, len(told))
            suspect(session, told, at=recorded)
        known = (*statistics.bases, *(basis for _, _, figures in own for basis in figures.bases))
        changed |= save_bases(session, known)
        changed |= save_label_sets(session, sets, recorded=recorded)
        if changed or not sources(session):
            changed |= save_sources(session, register_of([bundled, *(catalogue for _, catalogue, _ in own)]))
    say("Loading the statistics", 1, 1)
    return added, changed, known


def _is_left_out(owner: str, named: Mapping[str, Catalogue]) -> bool:
    return owner not in named and owner != EDITOR


def _own_catalogues(settings: Settings, bundled: Catalogue) -> Iterator[tuple[str, Catalogue, Statistics]]:
    """Each folder of the user's own, with its entries alone and its figures."""
    for path in settings.folders:
        from datasets.reading.folder import load_folder_statistics

        folders: Sequence[Path] = [bundled_folder(), path] if settings.bundled else [path]
        merged = load_catalogue(folders)
        own = Catalogue(
            missions={k: v for k, v in merged.missions.items() if k not in bundled.missions},
            indicators={k: v for k, v in merged.indicators.items() if k not in bundled.indicators},
            targets={k: v for k, v in merged.targets.items() if k not in bundled.targets},
            feeds={k: v for k, v in merged.feeds.items() if k not in bundled.feeds},
        )
        yield path.name, own, load_folder_statistics(path, merged.indicators)


def _new(statistics: Statistics) -> Iterator[NewObservation]:
    identities = {key: _identity(release) for key, release in statistics.releases.items()}
    for item in statistics.observations:
        yield _observation(item, identities)


def _identity(release: Release) -> ReleaseId:
    published = release.published
    return ReleaseId(
        release.publisher,
        release.title,
        None if published is None else published.day,
        "" if published is None else published.text,
    )


def _observation(item: Observation, identities: dict[str, ReleaseId]) -> NewObservation:
    return NewObservation(
        indicator_id=item.indicator,
        area=item.area,
        period=item.period,
        value=item.value,
        release=identities[item.release],
        status=item.status.value,
        evidence=item.evidence.value,
        note=item.note,
        basis=item.basis,
    )
