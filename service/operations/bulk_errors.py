"""What can be wrong with what is asked of a whole file.

::

    OperationError
    └── BulkError
        ├── HorizonOutOfRange     fewer than one step, or more than anybody would plan
        ├── LevelOutOfRange       a quantile outside 0 to 1
        └── RegressorUnknown      no series of that name drives others
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from service.operations.errors import OperationError


class BulkError(OperationError):
    """A request that a file of series cannot answer."""

    code = "bulk_error"


class HorizonOutOfRange(BulkError):
    """The forecast was asked to reach no step at all, or too many."""

    code = "horizon_out_of_range"


class LevelOutOfRange(BulkError):
    """A quantile is not between 0 and 1."""

    code = "level_out_of_range"


class RegressorUnknown(BulkError):
    """A series that should drive others is not in the file."""

    code = "regressor_unknown"

    def __init__(self, given: str, *, known: Iterable[str]) -> None:
        names = sorted(known)
        near = get_close_matches(given, names, n=3, cutoff=0.5)
        shown = ", ".join(near or names[:5])
        super().__init__(
            f"No series “{given}” is in the file of regressors.",
            field="regressor",
            value=given,
            remedy=f"Did you mean {shown}?" if near else f"It holds {shown}.",
        )
