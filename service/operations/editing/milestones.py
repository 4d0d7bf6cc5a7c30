"""The milestones of a target, all of them or one: an edit of the target like any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datasets.catalogue.entries import TargetEntry
from datasets.errors import Problem
from service.operations.editing.editor import Editor, Saved
from service.operations.editing.errors import EntryInvalid, EntryUnknown
from service.operations.editing.seen import seen_by
from service.operations.editing.targets import fields_of, save_target
from service.store.reads.catalogue import target
from service.store.versions import take_turn

if TYPE_CHECKING:
    from sqlmodel import Session

    from forecasting.periods import Period


def milestone_id(period: Period) -> str:
    """The id of a milestone, or of a break, in addresses: its period, with a hyphen for a stroke."""
    return str(period).replace("/", "-")


def item_id(milestone: Mapping[str, Any]) -> str:
    """The id of a milestone from its document."""
    return str(milestone["period"]["period"]).replace("/", "-")


def save_milestones(
    session: Session, editor: Editor, target_id: str, items: Sequence[Mapping[str, Any]]
) -> Saved:
    """Let a target have exactly these milestones. Raises EntryUnknown, EntryInvalid."""
    take_turn(session)
    _, fields = fields_of(session, target_id, seen_by(session, editor))
    return save_target(session, editor, target_id, {**fields, "milestones": list(items)})


def save_milestone(
    session: Session, editor: Editor, target_id: str, id_: str, item: Mapping[str, Any]
) -> Saved:
    """Add a milestone, or replace the one of the same id. Raises EntryUnknown, EntryInvalid."""
    return _change(session, editor, target_id, id_, item)


def remove_milestone(session: Session, editor: Editor, target_id: str, id_: str) -> Saved:
    """Take one milestone away. Raises EntryUnknown."""
    return _change(session, editor, target_id, id_, None)


def _change(
    session: Session, editor: Editor, target_id: str, id_: str, item: Mapping[str, Any] | None
) -> Saved:
    take_turn(session)
    record, fields = fields_of(session, target_id, seen_by(session, editor))
    held = [milestone_id(one.period) for one in record.entry(TargetEntry).milestones]
    items = list(fields.get("milestones", ()))
    place = held.index(id_) if id_ in held else len(items)
    if item is None and id_ not in held:
        raise EntryUnknown("milestone", id_, known=held)
    items[place : place + 1] = [] if item is None else [dict(item)]
    with session.begin_nested():
        try:
            saved = save_target(session, editor, target_id, {**fields, "milestones": items})
        except EntryInvalid as error:
            raise EntryInvalid([_by_itself(one, f"milestones.{place}") for one in error.problems]) from error
        if item is not None:
            _check_id(session, target_id, id_, item)
    return saved


def _by_itself(problem: Problem, place: str) -> Problem:
    """A problem of the whole target as one of the milestone that was sent."""
    field = problem.field or ""
    if field == place:
        return replace(problem, field=None)
    return replace(problem, field=field.removeprefix(f"{place}.") or None)


def _check_id(session: Session, target_id: str, id_: str, item: Mapping[str, Any]) -> None:
    record = target(session, target_id)
    there = [] if record is None else record.entry(TargetEntry).milestones
    if id_ not in {milestone_id(one.period) for one in there}:
        said = f"This milestone is not the one of “{id_}”."
        raise EntryInvalid(
            [
                Problem(
                    "wrong_id",
                    said,
                    "Send it to the address of its period.",
                    "",
                    None,
                    "period",
                    item.get("period"),
                )
            ]
        )
