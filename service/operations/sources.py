"""The sources of an installation: which there are, what came of the last look, which are due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from service.operations.calendar import Expected, calendar
from service.operations.ingest_report import Loaded
from service.operations.installation import Installation
from service.store.hidden import Kept, hidden_in
from service.store.reads.sources import last_visits, sources
from service.store.records import Outcome, SourceRecord, VisitRecord
from service.store.writes.sources import save_visit

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source, the last look at each of its places, and the figures that come next from it (earliest first)."""

    source: SourceRecord
    visits: tuple[VisitRecord, ...]
    expected: tuple[Expected, ...]

    @property
    def last_visit(self) -> VisitRecord | None:
        """The newest look at any of its places."""
        return max(self.visits, key=lambda visit: visit.visited_at, default=None)

    @property
    def next_expected(self) -> Expected | None:
        """The figure that is due first."""
        return self.expected[0] if self.expected else None

    def due_on(self, day: date) -> bool:
        """Whether it is worth looking: a figure is due, the last look failed, or nobody knows when figures come."""
        if any(visit.outcome is Outcome.REFUSED for visit in self.visits) or not self.expected:
            return True
        return self.expected[0].due <= day


def states(session: Session) -> tuple[SourceState, ...]:
    """Every source with its last looks and what comes next, by id."""
    visits: dict[str, list[VisitRecord]] = {}
    for visit in last_visits(session):
        visits.setdefault(visit.source_id, []).append(visit)
    known: Mapping[str, Expected] = {one.indicator_id: one for one in calendar(session)}
    return tuple(
        SourceState(
            source,
            tuple(visits.get(source.id, ())),
            tuple(
                sorted(
                    (known[feed.indicator] for feed in source.feeds if feed.indicator in known),
                    key=lambda one: (one.due, one.indicator_id),
                )
            ),
        )
        for source in sources(session)
    )


def note_visit(installation: Installation, loaded: Loaded, *, at: datetime) -> None:
    """Keep what came of a look at a source, refusals included; a check without writing leaves no trace."""
    if loaded.error is None and not loaded.written and not loaded.not_modified:
        return
    changed = bool(loaded.added or loaded.corrected)
    if loaded.error is not None:
        outcome, message = Outcome.REFUSED, str(loaded.error)
    else:
        outcome, message = Outcome.LOADED if changed else Outcome.UNCHANGED, ""
    with installation.store.session() as session:
        save_visit(
            session,
            VisitRecord(
                loaded.source,
                at,
                loaded.file,
                outcome,
                message,
                loaded.release,
                loaded.published,
                loaded.added,
                loaded.corrected,
            ),
            kept=_kept(session, loaded),
        )


def _kept(session: Session, loaded: Loaded) -> Kept | None:
    """How a look is kept from the public: as what it brought; a refusal may name what is private."""
    if loaded.error is None and not loaded.not_modified:
        return loaded.kept
    hidden = hidden_in(session.connection()).indicators
    fed = {feed.indicator for one in sources(session) if one.id == loaded.source for feed in one.feeds}
    return Kept(private=True) if hidden & fed else loaded.kept
