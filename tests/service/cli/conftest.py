"""Running commands, and small files for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from service.cli.main import app

Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, without the bundled catalogue."""
    for name in ("HEADWAY_DATABASE_URL", "HEADWAY_CATALOGUE", "HEADWAY_HOST", "HEADWAY_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HEADWAY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HEADWAY_BUNDLED", "0")
    return tmp_path / "home"


@pytest.fixture
def headway(home: Path) -> Run:
    """Run a command in this process, against the installation of the test."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def example(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example folder of ``catalogue init``, in use."""
    from datasets.catalogue.scaffolding import write_example

    folder = tmp_path / "council"
    write_example(folder)
    monkeypatch.setenv("HEADWAY_CATALOGUE", str(folder))
    return folder


@pytest.fixture
def observations(tmp_path: Path) -> Path:
    """Twelve yearly and monthly series, one of them too short."""
    rng = np.random.default_rng(8)
    lines = ["series_id,period,value"]
    for number in range(12):
        monthly = number % 2 == 1
        count = 2 if number == 4 else 48 if monthly else 14
        values = 60 + rng.normal(0, 1, count).cumsum()
        labels = [
            f"{2025 - count + k}" if not monthly else f"{2021 + k // 12}-{k % 12 + 1:02d}"
            for k in range(count)
        ]
        lines += [
            f"s{number},{label},{value:.3f}" for label, value in zip(labels, values.tolist(), strict=True)
        ]
    path = tmp_path / "observations.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def targets(tmp_path: Path) -> Path:
    """A target for each series; the last one is a rank among several of them."""
    lines = [
        "target_id,series_id,kind,comparator,target_value,target_period,baseline_period,peer_series,direction"
    ]
    for number in range(12):
        period = "2026-06" if number % 2 else "2028"
        kind, extra = (
            ("level", ",,") if number % 3 else ("change_percent", f"{'2021-01' if number % 2 else '2020'},,")
        )
        value = 60 if kind == "level" else -3
        lines.append(f"t{number},s{number},{kind},>=,{value},{period},{extra}")
    lines[5] = lines[5].replace("2020,", ",").replace("change_percent", "level")
    lines.append("rank,s0,rank,<=,2,2028,,s2;s6,increase")
    path = tmp_path / "targets.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
