"""Editors' targets: written in the place of whatever other owner's entry has the id, and taken away again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datasets.catalogue.entries import Catalogue, TargetEntry
from datasets.catalogue.single import read_target
from datasets.errors import CatalogueInvalid
from service.operations.editing.editor import Editor, Saved
from service.operations.editing.errors import (
    EntryChanged,
    EntryInvalid,
    EntryNeeded,
    EntryUnknown,
    IdTaken,
    NothingEdited,
)
from service.operations.editing.judged import rejudge_target
from service.operations.editing.seen import Seen, seen_by
from service.operations.entry_fields import target_fields
from service.store.audit_records import Subject
from service.store.owners import EDITOR
from service.store.reads.catalogue import target
from service.store.reads.edits import changed_beneath, entry_of
from service.store.records import Noun, TargetRecord
from service.store.versions import take_turn
from service.store.writes.catalogue import entry_document, sync_catalogue

if TYPE_CHECKING:
    from sqlmodel import Session


def save_target(
    session: Session, editor: Editor, id_: str, fields: Mapping[str, Any], *, expected: str | None = None
) -> Saved:
    """Make an editor's entry out of the keys of a catalogue file and its ``mission``; it counts before any other.

    The mission may be left out where there is such a target already. ``expected`` is the version that was read, where
    the caller has not compared it. Raises EntryInvalid with all that is wrong, IdTaken, EntryChanged, ReasonMissing.
    """
    take_turn(session)
    seen = seen_by(session, editor)
    record = _visible(session, seen, id_)
    if expected is not None and (record is None or record.version != expected):
        raise EntryChanged(id_)
    given = dict(fields)
    if record is not None:
        given.setdefault("mission", record.mission_id)
    try:
        entry = read_target(given, seen.catalogue, id_=id_, areas=seen.areas)
    except CatalogueInvalid as error:
        raise EntryInvalid(error.problems) from error
    return _keep(session, editor, id_, record, entry)


def remove_edit(session: Session, editor: Editor, id_: str) -> Saved:
    """Take an editor's entry away: what it overrode shows again, or nothing where it overrode nothing.

    Raises EntryUnknown, NothingEdited, EntryNeeded where others rest on a target that would be gone.
    """
    take_turn(session)
    seen = seen_by(session, editor)
    record = target(session, id_)
    if record is None or id_ in seen.kept.targets:
        raise EntryUnknown("target", id_, known=seen.catalogue.targets)
    if record.owner != EDITOR:
        raise NothingEdited("target", id_)
    if entry_of(session, Noun.TARGET, id_, editors=False) is None:
        by = [one.id for one in seen.catalogue.targets.values() if id_ in one.components]
        if by:
            raise EntryNeeded(id_, by=by)
    return _keep(session, editor, id_, record, None)


def fields_of(session: Session, id_: str, seen: Seen) -> tuple[TargetRecord, dict[str, Any]]:
    """A target in force with its keys as in a file. Raises EntryUnknown."""
    record = _visible(session, seen, id_)
    if record is None:
        raise EntryUnknown("target", id_, known=seen.catalogue.targets)
    entry = record.entry(TargetEntry)
    own = seen.catalogue.indicators.get(entry.indicator or "")
    return record, {
        "mission": entry.mission,
        **target_fields(entry, None if own is None else own.frequency),
    }


def _visible(session: Session, seen: Seen, id_: str) -> TargetRecord | None:
    if id_ in seen.kept.targets:
        raise IdTaken(id_)
    return target(session, id_)


def _keep(
    session: Session, editor: Editor, id_: str, record: TargetRecord | None, entry: TargetEntry | None
) -> Saved:
    """Write the editor's row, or close it (None); one that says what the other owners' says is none."""
    beneath = entry_of(session, Noun.TARGET, id_, editors=False)
    held = record is not None and record.owner == EDITOR
    if entry is not None and not held and record is not None and _same(entry, record):
        # What was sent is what stands: nothing is overridden.
        return Saved(id_, record.data, record.data, record.version)
    only = frozenset({(Noun.TARGET, id_)})
    same = entry is None or (beneath is not None and _same(entry, beneath))
    wanted = Catalogue() if same or entry is None else Catalogue(targets={id_: entry})
    kept = held and entry is not None and record is not None and not same and _same(entry, record)
    if kept and record is not None and not changed_beneath(session, Noun.TARGET, id_):
        return Saved(id_, record.data, record.data, record.version)
    sync_catalogue(session, wanted, owner=EDITOR, recorded=editor.at, only=only)
    after = target(session, id_)
    before_entry = None if record is None else record.entry(TargetEntry)
    after_entry = None if after is None else after.entry(TargetEntry)
    due = rejudge_target(session, id_, before_entry, after_entry, at=editor.at)
    before_document = None if record is None else record.data
    after_document = None if after is None else after.data
    editor.record(
        session,
        "target.removed" if entry is None else "target.created" if record is None else "target.changed",
        Subject("target", id_),
        before=before_document,
        after=after_document,
    )
    return Saved(id_, before_document, after_document, None if after is None else after.version, due)


def _same(entry: TargetEntry, record: Any) -> bool:
    from service.documents import digest

    return bool(digest(entry_document(entry)) == record.version)
