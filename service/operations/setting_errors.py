"""What a target cannot be set on as asked.

::

    OperationError
    ├── AreaMissing      the indicator is held for several areas and none was named
    └── CourseMissing    no current course of the series is kept, or it rests on other figures than are held now
"""

from __future__ import annotations

from collections.abc import Sequence

from service.operations.errors import OperationError

_SHOWN = 8


class AreaMissing(OperationError):
    """The indicator is held for several areas and none was named."""

    code = "area_missing"

    def __init__(self, indicator: str, *, known: Sequence[str]) -> None:
        shown = ", ".join(known[:_SHOWN]) + (" …" if len(known) > _SHOWN else "")
        super().__init__(
            f"“{indicator}” is held for {len(known)} areas.",
            field="area",
            value=None,
            remedy=f"Name one: {shown}",
        )
        self.known = tuple(known)


class CourseMissing(OperationError):
    """No current course of a series is kept, or it was made from other figures than are held now."""

    code = "course_missing"

    def __init__(self, indicator: str, area: str) -> None:
        super().__init__(
            f"No current course of “{indicator}” in {area} is held for the figures as they are.",
            field="indicator",
            value=indicator,
            remedy="Whoever runs this service makes it with: headway prepare",
        )
