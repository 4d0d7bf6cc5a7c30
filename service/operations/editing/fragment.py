"""Part of a catalogue file, whose targets an editor takes over."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasets.catalogue.documents import Document
from datasets.errors import CatalogueInvalid, Problem
from service.operations.editing.breaks import remove_indicator_edit
from service.operations.editing.editor import Editor, Saved
from service.operations.editing.errors import EntryInvalid, EntryUnknown
from service.operations.editing.label_sets import remove_label_set
from service.operations.editing.targets import remove_edit, save_target

if TYPE_CHECKING:
    from sqlmodel import Session

Placed = tuple[tuple[str | int, ...], dict[str, Any]]
"""Where an entry stands in its file, and its keys."""

REMOVALS = {"target": remove_edit, "indicator": remove_indicator_edit, "label-set": remove_label_set}


def save_fragment(session: Session, editor: Editor, path: Path) -> list[Saved]:
    """Save the targets of a file: a whole catalogue file's, or those below ``mission: <id>`` alone.

    All are saved or none. Raises CatalogueInvalid with everything that is wrong, each with its line.
    """
    document = Document(path, path.name)
    if document.problems:
        raise CatalogueInvalid(document.problems)
    entries = list(_entries(document))
    problems: list[Problem] = []
    saved: list[Saved] = []
    with session.begin_nested():
        for place, fields in entries:
            id_ = fields.get("id")
            try:
                saved.append(save_target(session, editor, str(id_), fields))
            except EntryInvalid as error:
                problems += [_placed(one, document, place) for one in error.problems]
        if problems:
            raise CatalogueInvalid(problems)
    return saved


def remove_named(session: Session, editor: Editor, name: str) -> Saved:
    """Take away what an editor wrote: ``target:ID``, ``indicator:ID`` (its breaks) or ``label-set:ID``."""
    noun, _, id_ = name.partition(":")
    if noun not in REMOVALS or not id_:
        raise EntryUnknown("kind of entry", name, known=[f"{known}:ID" for known in REMOVALS])
    return REMOVALS[noun](session, editor, id_)


def _entries(document: Document) -> list[Placed]:
    data = document.data
    if not isinstance(data, Mapping) or not isinstance(data.get("targets"), list) or not data["targets"]:
        raise CatalogueInvalid(
            [
                Problem(
                    "missing_key",
                    "There are no targets in it.",
                    "Write “mission: ID” and “targets:” with one or more of them, as in a catalogue file.",
                    document.name,
                    1,
                    "targets",
                )
            ]
        )
    above = data.get("mission")
    mission = above.get("id") if isinstance(above, Mapping) else above
    spare = sorted(set(data) - {"mission", "targets"})
    if spare:
        raise CatalogueInvalid(
            [
                Problem(
                    "unknown_key",
                    f"“{name}” is not saved from here.",
                    "Keep only the mission and the targets; indicators and sources belong in a folder.",
                    document.name,
                    document.line_of((name,)),
                    name,
                )
                for name in spare
            ]
        )
    found: list[Placed] = []
    for index, item in enumerate(data["targets"]):
        fields = dict(item) if isinstance(item, Mapping) else {}
        if mission is not None:
            fields.setdefault("mission", mission)
        found.append((("targets", index), fields))
    return found


def _placed(problem: Problem, document: Document, place: tuple[str | int, ...]) -> Problem:
    """A problem of one entry as one of the file that it stands in."""
    inner = () if problem.field is None else problem.field.split(".")
    where = (*place, *(int(part) if part.isdigit() else part for part in inner))
    field = ".".join(map(str, where))
    return Problem(
        problem.code,
        problem.message,
        problem.remedy,
        document.name,
        document.line_of(where),
        field,
        problem.value,
        problem.allowed,
    )
