"""What rests on figures under embargo is worked out apart, as if their instant had come, and seen from it on.

Everything else is worked out from what is public. So nothing that anybody may read ever rests on a figure that is not
out, and when its instant comes the judgement made beforehand is there without anybody's doing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from datasets.catalogue import IndicatorEntry, TargetEntry
from service.operations.champions import champions_of
from service.operations.companions import indicators_of, seasons_of
from service.operations.installation import Installation
from service.store.reads.catalogue import indicators, targets
from service.store.reads.embargoes import Coming, coming
from service.store.sight import EVERYTHING


@dataclass(frozen=True, eq=False)
class Ahead:
    """An instant to come: the installation as it will then be seen, and the targets that it may move."""

    coming: Coming
    installation: Installation
    targets: tuple[str, ...]

    @property
    def instant(self) -> datetime:
        """When it comes."""
        return self.coming.instant


def ahead(
    installation: Installation, *, recorded: datetime, among: Collection[str] | None = None
) -> Iterator[Ahead]:
    """Every instant after ``recorded`` at which figures come out, the soonest first; none where nothing is embargoed.

    ``among`` are the targets looked at (None: all); an instant that moves none of them is passed over.
    """
    for found in announced(installation, recorded=recorded):
        then = installation.at(found.instant)
        concerned = _concerned(then, found.indicators)
        chosen = tuple(id_ for id_ in concerned if among is None or id_ in among)
        if chosen:
            yield Ahead(found, then, chosen)


def announced(installation: Installation, *, recorded: datetime) -> tuple[Coming, ...]:
    """The instants after ``recorded`` at which figures come out, whatever rests on them."""
    with installation.store.read(EVERYTHING) as session:
        return coming(session, recorded)


def _concerned(installation: Installation, moved: Collection[str]) -> list[str]:
    """The targets that rest on some indicators, and those made of them, in the order of the catalogue."""
    with installation.store.read() as session:
        entries = {record.id: record.entry(TargetEntry) for record in targets(session)}
        known = {record.id: record.entry(IndicatorEntry) for record in indicators(session)}
        driving = champions_of(session).regressors
    if driving & set(moved):
        return list(entries)
    found = {
        id_
        for id_, entry in entries.items()
        if not indicators_of(entry).union(seasons_of(entry, known)).isdisjoint(moved)
    }
    before = -1
    while len(found) != before:
        before = len(found)
        found |= {id_ for id_, entry in entries.items() if found.intersection(entry.components)}
    return [id_ for id_ in entries if id_ in found]
