"""What can be asked of Headway that it does not have.

::

    HeadwayError
    └── OperationError
        ├── TargetUnknown
        ├── MissionUnknown
        ├── IndicatorUnknown
        └── AreaUnknown
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar

from forecasting.errors import HeadwayError


class OperationError(HeadwayError):
    """Something asked for does not exist or cannot be done."""

    code = "operation_error"


class _Unknown(OperationError):
    noun: ClassVar[str] = ""
    listing: ClassVar[str] = ""

    def __init__(self, given: str, *, known: Iterable[str]) -> None:
        near = get_close_matches(given, sorted(known), n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"“{self.listing}” shows them all."
        super().__init__(f"There is no {self.noun} “{given}”.", field=self.noun, value=given, remedy=hint)


class TargetUnknown(_Unknown):
    """No target has this id."""

    code = "target_unknown"
    noun = "target"
    listing = "headway catalogue list --targets"


class MissionUnknown(_Unknown):
    """No mission has this id."""

    code = "mission_unknown"
    noun = "mission"
    listing = "headway catalogue list"


class IndicatorUnknown(_Unknown):
    """No indicator has this id."""

    code = "indicator_unknown"
    noun = "indicator"
    listing = "headway catalogue list --indicators"


class AreaUnknown(_Unknown):
    """No figure is held for an area of this code."""

    code = "area_unknown"
    noun = "area"
    listing = "headway catalogue list --targets"
