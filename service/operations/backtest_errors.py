"""What can be wrong with what is asked of a backtest.

::

    OperationError
    └── BacktestError
        ├── NothingToReplay       no series is long enough to stand at a past origin of it
        ├── BenchmarkUnreadable   a file that has not the columns of a benchmark
        └── NothingOfOnesOwn      no constants of the installation's own are in force
"""

from __future__ import annotations

from service.operations.errors import OperationError


class BacktestError(OperationError):
    """A backtest that cannot be made as asked."""

    code = "backtest_error"


class NothingToReplay(BacktestError):
    """No series leaves five values to learn from and one to be compared with."""

    code = "nothing_to_replay"


class BenchmarkUnreadable(BacktestError):
    """A file, or a folder of files, that is no benchmark."""

    code = "benchmark_unreadable"


class NothingOfOnesOwn(BacktestError):
    """No constants of the installation's own are in force that could be put aside."""

    code = "nothing_of_ones_own"
