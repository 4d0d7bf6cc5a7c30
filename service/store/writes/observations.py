"""Loading observations: every release is kept, nothing is overwritten."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlmodel import Session

from forecasting.errors import NotANumber
from forecasting.periods import Period
from service.store.bulk import chunks, insert_all, table_of
from service.store.errors import ReleaseContradicted
from service.store.hidden import Kept
from service.store.identity import ReleaseId
from service.store.tables import LoadRow, ObservationRow
from service.store.versions import take_turn
from service.store.writes.registers import Registers
from service.store.writes.showing import Showing

_OBSERVATION = table_of(ObservationRow)
_LOAD = table_of(LoadRow)


@dataclass(frozen=True, slots=True)
class NewObservation:
    """What one release says about one period. ``value`` is None where it gives a status instead."""

    indicator_id: str
    area: str
    period: Period
    value: float | None
    release: ReleaseId
    status: str = "final"
    evidence: str = ""
    note: str = ""
    basis: str = ""
    area_name: str = ""
    url: str = ""

    @property
    def series(self) -> str:
        """The series in words, for messages."""
        return f"{self.indicator_id} in {self.area}" + (f" ({self.basis})" if self.basis else "")


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How many observations were new, already there, or mended; ``kept`` says how any are kept from the public."""

    added: int = 0
    unchanged: int = 0
    corrected: int = 0
    kept: Kept | None = None

    def __bool__(self) -> bool:
        return bool(self.added or self.corrected)


def load_observations(
    session: Session,
    observations: Iterable[NewObservation],
    *,
    source: str,
    recorded: datetime,
    correct: bool = False,
    embargoes: bool = True,
) -> LoadReport:
    """Add observations that the store does not hold yet; twice is the same as once.

    A release of a day to come, or with an embargo of its own, is nobody's before its instant; ``embargoes`` False is
    for figures that were public when they were put together.

    A release that gives another value for a period than it gave before raises ReleaseContradicted,
    unless ``correct`` says that the earlier copy was wrong: then the new figure stands beside it and
    counts. Also raises EmbargoTooLate, IndicatorUnknown, MixedFrequencies or NotANumber. After any error the store is
    as it was, provided the session ends with it.
    """
    take_turn(session)
    connection = session.connection()
    load_id: int = connection.execute(
        insert(_LOAD).values(recorded_at=recorded, source=source, added=0, corrected=0).returning(_LOAD.c.id)
    ).scalar_one()
    registers = Registers(connection, recorded=recorded)
    showing = Showing(connection, registers, recorded=recorded, embargoes=embargoes)
    added = unchanged = corrected = 0
    for chunk in chunks(observations):
        for observation in chunk:
            _check(observation)
        registers.learn(chunk)
        showing.learn(chunk)
        new = _new_rows(connection, chunk, registers, load_id=load_id, correct=correct)
        mended = sum(row["correction"] > 0 for row in new)
        corrected += mended
        added += len(new) - mended
        unchanged += len(chunk) - len(new)
        if new:
            insert_all(connection, _OBSERVATION, new)
            showing.added(new)
    moved = showing.settle()
    report = LoadReport(added, unchanged, corrected, showing.kept)
    if report or moved:
        showing.tell(session)
    if report:
        connection.execute(
            update(_LOAD).where(_LOAD.c.id == load_id).values(added=added, corrected=corrected)
        )
    else:
        connection.execute(_LOAD.delete().where(_LOAD.c.id == load_id))
    return report


def _check(observation: NewObservation) -> None:
    if observation.value is not None and not math.isfinite(observation.value):
        raise NotANumber(
            f"{observation.series} has the value {observation.value} for {observation.period}.",
            field="value",
            value=observation.value,
            remedy="Leave the value empty and give a status where none was published.",
        )


_Key = tuple[int, str, int]


@dataclass(slots=True)
class _Held:
    """What the store, or the load so far, holds under one key."""

    correction: int
    value: float | None
    status: str
    extra: tuple[str, str]
    load_id: int


def _new_rows(
    connection: Connection,
    chunk: Sequence[NewObservation],
    registers: Registers,
    *,
    load_id: int,
    correct: bool,
) -> list[dict[str, Any]]:
    """The rows to insert: those not held yet, and corrections. Rows are in the order of the key."""
    held = _held(connection, chunk, registers)
    rows: dict[_Key, dict[str, Any]] = {}
    for observation in chunk:
        text, _, _ = _written(observation.period)
        key = (registers.series_id(observation), text, registers.release_id(observation))
        extra = (observation.evidence, observation.note)
        known = held.get(key)
        correction = 0
        if known is not None:
            same = known.value == observation.value and known.status == observation.status
            if same and (known.extra == extra or not correct or known.load_id == load_id):
                continue
            # Two values in one load are a contradiction, whatever is being corrected.
            if not correct or known.load_id == load_id:
                raise ReleaseContradicted(
                    series=observation.series,
                    period=str(observation.period),
                    release=observation.release.title,
                    known=known.value,
                    given=observation.value,
                )
            correction = known.correction + 1
        held[key] = _Held(correction, observation.value, observation.status, extra, load_id)
        rows[key] = _row(observation, key, correction=correction, load_id=load_id)
    return [rows[key] for key in sorted(rows)]


def _held(connection: Connection, chunk: Sequence[NewObservation], registers: Registers) -> dict[_Key, _Held]:
    table = _OBSERVATION.c
    found = connection.execute(
        select(
            table.series_id, table.period, table.release_id, table.correction,
            table.value, table.status, table.evidence, table.note, table.load_id,
        )
        .where(
            table.series_id.in_({registers.series_id(observation) for observation in chunk}),
            table.release_id.in_({registers.release_id(observation) for observation in chunk}),
        )
        .order_by(table.correction)
    )  # fmt: skip
    return {
        (series, period, release): _Held(correction, value, status, (evidence, note or ""), load)
        for series, period, release, correction, value, status, evidence, note, load in found
    }


def _row(observation: NewObservation, key: _Key, *, correction: int, load_id: int) -> dict[str, Any]:
    _, start, end = _written(observation.period)
    return {
        "series_id": key[0],
        "period": key[1],
        "release_id": key[2],
        "correction": correction,
        "ordinal": observation.period.ordinal,
        "period_start": start,
        "period_end": end,
        "value": observation.value,
        "status": observation.status,
        "evidence": observation.evidence,
        "note": observation.note or None,
        "load_id": load_id,
    }


@lru_cache(maxsize=65536)
def _written(period: Period) -> tuple[str, date, date]:
    """A period's notation, first and last day: the same few hundred recur in every series."""
    return str(period), period.start, period.end
