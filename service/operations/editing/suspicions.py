"""What editors decide of suspected breaks: accepted as a break of the indicator, or dismissed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datasets.catalogue.entries import IndicatorEntry
from service.operations.editing.breaks import break_address, save_break
from service.operations.editing.editor import Editor, Saved
from service.operations.editing.errors import EntryChanged, EntryUnknown
from service.store.audit_records import Subject
from service.store.hidden import hidden_in
from service.store.reads.suspicions import suspicion
from service.store.suspicion_records import SuspicionRecord, SuspicionState
from service.store.versions import take_turn
from service.store.writes.suspicions import decide

if TYPE_CHECKING:
    from sqlmodel import Session


def standing_of(record: SuspicionRecord, entry: IndicatorEntry) -> SuspicionState:
    """What has become of a suspicion: accepted where the indicator has such a break, whoever recorded it."""
    one = record.suspicion
    if any(item.period == one.period and item.area in (None, one.area or None) for item in entry.breaks):
        return SuspicionState.ACCEPTED
    return (
        SuspicionState.DISMISSED if record.decision is SuspicionState.DISMISSED else SuspicionState.SUSPECTED
    )


def accept_suspicion(
    session: Session, editor: Editor, id_: int, fields: Mapping[str, Any], *, expected: str | None = None
) -> Saved:
    """Record a suspected break as one of its indicator: what rests on it is judged anew.

    ``fields`` are ``kind``, ``comparable``, ``explanation`` and ``citation`` of the break; period and area are those of
    the suspicion. ``expected`` is the ``tag`` that was read. Raises EntryUnknown, EntryInvalid, EntryChanged.
    """
    take_turn(session)
    record = _held(session, editor, id_, expected)
    one = record.suspicion
    whole = {**fields, "period": str(one.period)} | ({"area": one.area} if one.area else {})
    saved = save_break(session, editor, one.indicator_id, break_address(one.period, one.area or None), whole)
    _decide(session, editor, record, SuspicionState.ACCEPTED)
    return saved


def dismiss_suspicion(
    session: Session, editor: Editor, id_: int, *, expected: str | None = None
) -> SuspicionRecord:
    """Say that a suspected break is none; the reason is kept with it. Raises EntryUnknown, EntryChanged."""
    take_turn(session)
    record = _held(session, editor, id_, expected)
    _decide(session, editor, record, SuspicionState.DISMISSED)
    editor.record(
        session,
        "suspected_break.dismissed",
        Subject("suspected-break", str(id_)),
        before=_said(record, record.decision),
        after=_said(record, SuspicionState.DISMISSED),
    )
    return suspicion(session, id_) or record


def _held(session: Session, editor: Editor, id_: int, expected: str | None) -> SuspicionRecord:
    found = suspicion(session, id_)
    # What comes of figures under embargo is nobody's to decide on before they are out.
    if (
        found is None
        or (found.visible_from is not None and found.visible_from > editor.at)
        or (not editor.private and found.suspicion.indicator_id in hidden_in(session.connection()).indicators)
    ):
        raise EntryUnknown("finding", str(id_))
    if expected is not None and found.tag != expected:
        raise EntryChanged(f"finding {id_}")
    return found


def _decide(session: Session, editor: Editor, record: SuspicionRecord, decision: SuspicionState) -> None:
    decide(
        session,
        record.id,
        decision,
        at=editor.at,
        who=editor.name,
        why=editor.why,
        indicator=record.suspicion.indicator_id,
    )


def _said(record: SuspicionRecord, decision: SuspicionState | None) -> dict[str, Any]:
    one = record.suspicion
    state = decision or SuspicionState.SUSPECTED
    return {
        "indicator_id": one.indicator_id,
        "area": one.area or None,
        "period": str(one.period),
        "state": state.value,
    }
