"""What a process and its children hold while they work; for ``scale``."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]


class Watch:
    """What a process and its children hold, four times a second: resident sets, and the files of a folder."""

    def __init__(self, pid: int, folder: Path | None = None) -> None:
        self.sum = self.one = self.disk = 0.0
        self.worker: list[float] = []
        self.computing: list[float] = []
        self._folder = folder
        self._cpu: dict[int, float] = {}
        self._root = psutil.Process(pid)
        threading.Thread(target=self._look, daemon=True).start()

    @property
    def cpu(self) -> float:
        """CPU seconds of all of them, those that have ended included: on a busy machine the only honest clock."""
        return sum(self._cpu.values())

    def _look(self) -> None:
        while self._root.is_running():
            try:
                tree = [self._root, *self._root.children(recursive=True)]
                held = [one.memory_info().rss / 2**20 for one in tree if one.is_running()]
                self._cpu |= {one.pid: sum(one.cpu_times()[:2]) for one in tree}
            except (psutil.Error, OSError):
                time.sleep(0.25)
                continue
            self.sum, self.one = max(self.sum, sum(held)), max(self.one, *held)
            self.worker.append(held[0])
            self.computing.append(max(held[1:], default=0.0))
            if self._folder is not None:
                self.disk = max(
                    self.disk, sum(one.stat().st_size for one in self._folder.glob("*.db*")) / 1e6
                )
            time.sleep(0.25)
