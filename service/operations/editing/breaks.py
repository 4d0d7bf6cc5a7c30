"""Breaks that an editor accepts: an indicator of the editor's, which differs from the one it overrides by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datasets.catalogue.entries import BreakEntry, Catalogue, IndicatorEntry
from datasets.catalogue.single import read_break
from datasets.errors import CatalogueInvalid, Problem
from service.documents import digest
from service.operations.editing.editor import Editor, Saved
from service.operations.editing.errors import EntryInvalid, EntryUnknown, NothingEdited
from service.operations.editing.judged import rejudge_indicator
from service.operations.editing.milestones import milestone_id
from service.operations.editing.seen import Seen, seen_by
from service.store.audit_records import Subject
from service.store.owners import EDITOR
from service.store.reads.catalogue import indicator
from service.store.reads.edits import entry_of
from service.store.records import IndicatorRecord, Noun
from service.store.versions import take_turn
from service.store.writes.catalogue import entry_document, sync_catalogue

if TYPE_CHECKING:
    from sqlmodel import Session

    from forecasting.periods import Period


def break_id(entry: BreakEntry) -> str:
    """The id of a break in addresses: its period, and its area where it concerns one: ``2022-04``, ``2022-04@E12000001``."""
    return break_address(entry.period, entry.area)


def break_address(period: Period, area: str | None) -> str:
    """The id that a break in a period, and in an area where it concerns one, has or would have."""
    found = milestone_id(period)
    return found if area is None else f"{found}@{area}"


def save_break(
    session: Session, editor: Editor, indicator_id: str, id_: str, fields: Mapping[str, Any]
) -> Saved:
    """Accept a break of an indicator, or say something else of one. Raises EntryUnknown, EntryInvalid.

    What rests on the indicator is judged anew: figures before the break are compared, or not, as it says.
    """
    take_turn(session)
    seen = seen_by(session, editor)
    record, entry = _indicator(session, seen, indicator_id)
    try:
        accepted = read_break(fields, entry, areas=seen.areas)
    except CatalogueInvalid as error:
        raise EntryInvalid(error.problems) from error
    if break_id(accepted) != id_:
        said = f"The break has the id “{break_id(accepted)}”, not “{id_}”."
        raise EntryInvalid(
            [
                Problem(
                    "wrong_id", said, "Send it to its own address.", "", None, "period", fields.get("period")
                )
            ]
        )
    others = [one for one in entry.breaks if break_id(one) != id_]
    breaks = sorted([*others, accepted], key=lambda one: (one.period.start, one.area or ""))
    return _keep(session, editor, record, replace(entry, breaks=tuple(breaks)), area=accepted.area)


def remove_break(session: Session, editor: Editor, indicator_id: str, id_: str) -> Saved:
    """Say that there was no such break after all. Raises EntryUnknown."""
    take_turn(session)
    record, entry = _indicator(session, seen_by(session, editor), indicator_id)
    gone = [one for one in entry.breaks if break_id(one) == id_]
    if not gone:
        raise EntryUnknown("break", id_, known=[break_id(one) for one in entry.breaks])
    kept = tuple(one for one in entry.breaks if break_id(one) != id_)
    return _keep(session, editor, record, replace(entry, breaks=kept), area=gone[0].area)


def remove_indicator_edit(session: Session, editor: Editor, indicator_id: str) -> Saved:
    """Let an indicator stand as its catalogue has it. Raises EntryUnknown, NothingEdited."""
    take_turn(session)
    record, _ = _indicator(session, seen_by(session, editor), indicator_id)
    beneath = entry_of(session, Noun.INDICATOR, indicator_id, editors=False)
    if record.owner != EDITOR or beneath is None:
        raise NothingEdited("indicator", indicator_id)
    return _keep(session, editor, record, beneath.entry(IndicatorEntry), area=None)


def _indicator(session: Session, seen: Seen, id_: str) -> tuple[IndicatorRecord, IndicatorEntry]:
    record = indicator(session, id_)
    if record is None or id_ in seen.kept.indicators:
        raise EntryUnknown("indicator", id_, known=seen.catalogue.indicators)
    return record, record.entry(IndicatorEntry)


def _keep(
    session: Session, editor: Editor, record: IndicatorRecord, entry: IndicatorEntry, *, area: str | None
) -> Saved:
    version = digest(entry_document(entry))
    if version == record.version and record.owner != EDITOR:
        return Saved(record.id, record.data, record.data, record.version)
    beneath = entry_of(session, Noun.INDICATOR, record.id, editors=False)
    # Where nothing differs from what is overridden, nothing is.
    same = beneath is not None and beneath.version == version
    wanted = Catalogue() if same else Catalogue(indicators={record.id: entry})
    sync_catalogue(
        session, wanted, owner=EDITOR, recorded=editor.at, only=frozenset({(Noun.INDICATOR, record.id)})
    )
    after = indicator(session, record.id)
    due = () if version == record.version else rejudge_indicator(session, record.id, at=editor.at, area=area)
    editor.record(
        session,
        "breaks.changed",
        Subject("indicator", record.id),
        before=record.data["breaks"],
        after=[] if after is None else after.data["breaks"],
    )
    moved = () if version == record.version else (record.id,)
    return Saved(record.id, record.data, None if after is None else after.data, version, due, moved)
