"""What can be wrong with what is asked of a whole file.

::

    OperationError
    └── BulkError
        ├── HorizonOutOfRange     fewer than one step, or more than anybody would plan
        └── LevelOutOfRange       a quantile outside 0 to 1
"""

from __future__ import annotations

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
