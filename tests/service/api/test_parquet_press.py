"""Parquet from a process of its own: the same bytes as from this one, and nothing left behind."""

from __future__ import annotations

import subprocess
from datetime import date
from typing import Any

import pytest

from service.api.parquet_press import ParquetFailed, pressed
from service.export.parquet import parquet
from service.export.tables import Table

NAMES = ("target_id", "as_of", "value")


def table(count: int) -> Table:
    days = [date(2026, 1, 1), date(2026, 2, 1)]
    rows = [{"target_id": f"t{n}", "as_of": days[n % 2], "value": n / 3} for n in range(count)]
    return Table("trial", NAMES, rows)


@pytest.mark.parametrize("count", [0, 3, 10_000, 10_001])
def test_the_bytes_are_the_same_however_rows_fall_into_groups(count: int) -> None:
    assert b"".join(pressed(table(count))) == parquet(table(count))


def test_the_process_ends_with_whoever_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def watched(*arguments: Any, **named: Any) -> subprocess.Popen[bytes]:
        begun.append(start(*arguments, **named))
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", watched)
    pieces = pressed(table(10_001))
    next(pieces)
    pieces.close()
    assert begun[0].returncode is not None
    pieces = pressed(table(10_001))
    next(pieces)
    begun[1].kill()
    begun[1].wait()
    with pytest.raises(ParquetFailed):
        list(pieces)
