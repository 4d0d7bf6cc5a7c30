"""What is wrong with the draft of a target: everything at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.operations.errors import OperationError


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong: a stable code, the field, the value given, a sentence with the remedy, what is allowed."""

    code: str
    field: str
    message: str
    value: object = None
    allowed: object = None


class DraftInvalid(OperationError):
    """A draft, or a question about a target to be, that cannot be answered; ``wrong`` lists all that is amiss."""

    code = "draft_invalid"

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        super().__init__(
            " ".join(item.message for item in wrong),
            field=wrong[0].field,
            value=wrong[0].value,
        )
        self.wrong = tuple(wrong)
