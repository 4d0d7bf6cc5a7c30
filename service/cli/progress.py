"""A progress bar on standard error, once work has taken two seconds, and only on a terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 2.0


class Bar:
    """Use it in a ``with`` statement; ``bar(done, total)`` moves it, ``bar.stage(what, done, total)`` renames it too."""

    def __init__(self, what: str, *, patience: float = PATIENCE) -> None:
        self._what, self._patience = what, patience
        self._started = time.monotonic()
        self._wanted = sys.stderr.isatty()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, done: int, total: int) -> None:
        """So much is done of so much."""
        self.stage(self._what, done, total)

    def stage(self, what: str, done: int, total: int) -> None:
        """What is under way, and how far it is."""
        self._what = what
        if not self._wanted or (self._progress is None and time.monotonic() - self._started < self._patience):
            return
        if self._progress is None or self._task is None:
            self._progress, self._task = self._show(total)
        self._progress.update(self._task, description=what, completed=done, total=max(total, 1))

    def _show(self, total: int) -> tuple[Progress, TaskID]:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        progress.start()
        return progress, progress.add_task(self._what, total=max(total, 1))
