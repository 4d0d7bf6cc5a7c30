"""What can be asked of Headway that it does not have.

::

    HeadwayError
    └── OperationError
        ├── TargetUnknown
        ├── MissionUnknown
        ├── IndicatorUnknown
        │   └── NameUnknown    neither a target nor an indicator
        ├── AreaUnknown
        ├── NotJudged          no judgement is stored yet
        ├── NothingToCompare   no second judgement of the target
        ├── NothingSharedOut   no places to share the gap of the target out among
        └── JudgementOutdated  the stored judgement rests on other data than are held now
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
    place: ClassVar[str] = ""

    def __init__(self, given: str, *, known: Iterable[str]) -> None:
        near = get_close_matches(given, sorted(known), n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"“{self.listing}” shows them all."
        super().__init__(
            f"There is no {self.noun} “{given}”.", field=self.place or self.noun, value=given, remedy=hint
        )


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


class NameUnknown(IndicatorUnknown):
    """Neither an indicator nor a target has this id, where either would do."""

    noun, place = "target or indicator", "indicator"
    listing = "headway catalogue list --targets"


class AreaUnknown(_Unknown):
    """No figure is held for an area of this code."""

    code = "area_unknown"
    noun = "area"
    listing = "headway catalogue list --targets"


class NotJudged(OperationError):
    """No judgement of the target is stored."""

    code = "not_judged"

    def __init__(self, target_id: str) -> None:
        super().__init__(
            f"“{target_id}” has not been judged yet.",
            field="target_id",
            value=target_id,
            remedy=f"To judge it, run: headway assess {target_id}",
        )


class JudgementOutdated(OperationError):
    """The stored judgement rests on other data, or on another definition of the target, than are held now."""

    code = "judgement_outdated"

    def __init__(self, target_id: str) -> None:
        super().__init__(
            f"Something “{target_id}” rests on has changed since it was judged.",
            field="target_id",
            value=target_id,
            remedy=f"To judge it anew, run: headway assess {target_id}",
        )


class NothingToCompare(OperationError):
    """There is no second judgement of the target: nothing about it became known in between."""

    code = "nothing_to_compare"

    def __init__(self, target_id: str) -> None:
        super().__init__(
            f"Nothing “{target_id}” rests on became known in between, so there is nothing to compare.",
            field="since",
            value=None,
            remedy="Choose an earlier day.",
        )


class NothingSharedOut(OperationError):
    """The gap of the target cannot be shared out among places."""

    code = "nothing_shared_out"

    def __init__(self, target: str) -> None:
        super().__init__(
            f"The gap of “{target}” cannot be shared out among places.",
            field="target",
            value=target,
            remedy=(
                "It must be a count or an amount whose outcome is open, with figures of places that add up to it: "
                "load them with headway ingest. Rates do not add up."
            ),
        )
