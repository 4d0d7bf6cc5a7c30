"""Why an edit cannot be made.

::

    HeadwayError
    └── EditRefused
        ├── EntryInvalid      what was sent is wrong; ``problems`` lists everything
        ├── EntryUnknown      no target, indicator, break, milestone, note, finding or label set is called so
        ├── NothingEdited     no editor has written this entry, so there is nothing to take away
        ├── IdTaken           something that is not shown to this editor has this id
        ├── EntryChanged      it is not what it was when it was read
        └── EntryNeeded       something else of the catalogue rests on it
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from datasets.errors import Problem
from forecasting.errors import HeadwayError


class EditRefused(HeadwayError):
    """An edit that cannot be made as asked."""

    code = "edit_refused"


class EntryInvalid(EditRefused):
    """What was sent cannot stand in the catalogue; ``problems`` lists everything that is wrong with it."""

    code = "entry_invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        said = " ".join(f"{one.field or 'entry'}: {one.message} {one.remedy}".strip() for one in problems)
        super().__init__(said, field=problems[0].field, value=problems[0].value)
        self.problems = tuple(problems)


class EntryUnknown(EditRefused):
    """No entry is called so."""

    code = "entry_unknown"

    def __init__(self, noun: str, given: str, *, known: Iterable[str] = ()) -> None:
        near = get_close_matches(given, sorted(known), n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(near)}?" if near else None
        super().__init__(f"There is no {noun} “{given}”.", field=noun, value=given, remedy=hint)
        self.noun = noun


class NothingEdited(EditRefused):
    """No editor has written this entry."""

    code = "nothing_edited"

    def __init__(self, noun: str, given: str) -> None:
        super().__init__(
            f"No editor has written the {noun} “{given}”: it stands as its catalogue has it.",
            field=noun,
            value=given,
            remedy="Change the file it comes from, or write an entry of your own in its place.",
        )


class IdTaken(EditRefused):
    """Something that is not shown to this editor has this id already."""

    code = "id_taken"

    def __init__(self, given: str) -> None:
        super().__init__(
            f"The id “{given}” cannot be given.", field="id", value=given, remedy="Choose another id."
        )


class EntryChanged(EditRefused):
    """It is not what it was when it was read."""

    code = "entry_changed"

    def __init__(self, given: str) -> None:
        super().__init__(
            f"“{given}” has changed since it was read.",
            field="version",
            value=given,
            remedy="Read it again.",
        )


class EntryNeeded(EditRefused):
    """Something else of the catalogue rests on it."""

    code = "entry_needed"

    def __init__(self, given: str, *, by: Sequence[str]) -> None:
        super().__init__(
            f"“{given}” cannot go: {', '.join(by)} {'rests' if len(by) == 1 else 'rest'} on it.",
            field="id",
            value=given,
            remedy="Change those first.",
        )
