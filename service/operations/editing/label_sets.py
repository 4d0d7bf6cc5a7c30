"""Label sets of editors: each change is a new version, and every version is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datasets.catalogue.single import unfit
from datasets.errors import Problem
from forecasting.labels import LabelSet, label_set_document, label_set_of
from service.operations.editing.editor import Editor, Saved
from service.operations.editing.errors import EntryInvalid, EntryUnknown, NothingEdited
from service.operations.editing.label_problems import label_problems
from service.store.audit_records import Subject
from service.store.owners import BUNDLED, EDITOR
from service.store.reads.label_sets import LabelSetRecord, label_sets, versions_of
from service.store.versions import take_turn
from service.store.writes.label_sets import keep_edited, retire_edited

if TYPE_CHECKING:
    from sqlmodel import Session


def save_label_set(session: Session, editor: Editor, id_: str, fields: Mapping[str, Any]) -> Saved:
    """Put a label set in force under an id; its version is one more than the last. Raises EntryInvalid."""
    take_turn(session)
    held = versions_of(session, id_)
    problems = [
        Problem(code, message, "", "", None, ".".join(map(str, path)) or None, value)
        for path, code, message, value in unfit(fields)
    ]
    if any(one.owner == BUNDLED for one in held):
        said = f"“{id_}” comes with the code, and verdicts that are kept are by it."
        problems.append(Problem("id_reserved", said, "Give yours another id.", "", None, "id", id_))
    given = {"id": id_, **fields}
    number = max((one.labels.version for one in held), default=0)
    standing = _standing(held)
    if given.setdefault("version", number + 1) in range(1, number + 1):
        given["version"] = number + 1
    if not problems:
        problems = list(label_problems(given))
    if given["id"] != id_:
        said = f"“{given['id']}” is not the id “{id_}” that it is to have."
        problems.append(Problem("wrong_id", said, "Leave “id” out.", "", None, "id", given["id"]))
    if problems:
        raise EntryInvalid(problems)
    labels = label_set_of(given)
    before = None if standing is None else label_set_document(standing.labels)
    after = label_set_document(labels)
    if standing is not None and standing.owner == EDITOR:
        again = {**after, "version": standing.labels.version}
        if before == again:
            return Saved(id_, before, before, tag_of(standing.labels))
    keep_edited(session, labels, recorded=editor.at)
    return _recorded(session, editor, id_, before, labels)


def remove_label_set(session: Session, editor: Editor, id_: str) -> Saved:
    """Take an editor's label set out of force; its versions are kept, and what it overrode shows again.

    Raises EntryUnknown or NothingEdited.
    """
    take_turn(session)
    standing = _standing(versions_of(session, id_))
    if standing is None:
        raise EntryUnknown("label set", id_, known=[one.labels.id for one in label_sets(session)])
    if standing.owner != EDITOR:
        raise NothingEdited("label set", id_)
    retire_edited(session, id_)
    left = next((one.labels for one in label_sets(session) if one.labels.id == id_), None)
    return _recorded(session, editor, id_, label_set_document(standing.labels), left)


def tag_of(labels: LabelSet) -> str:
    """What tells a version from another, for ``If-Match``."""
    return f"{labels.id}-{labels.version}"


def _standing(held: tuple[LabelSetRecord, ...]) -> LabelSetRecord | None:
    return next((one for one in held if one.in_force), None)


def _recorded(
    session: Session, editor: Editor, id_: str, before: dict[str, Any] | None, now: LabelSet | None
) -> Saved:
    after = None if now is None else label_set_document(now)
    action = "label_set.created" if before is None else "label_set.changed"
    editor.record(
        session,
        "label_set.removed" if now is None else action,
        Subject("label_set", id_),
        before=before,
        after=after,
    )
    return Saved(id_, before, after, None if now is None else tag_of(now))
