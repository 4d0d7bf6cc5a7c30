"""Files that cannot be used: what, where and the remedy, exit code 1, no traceback, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.cli.conftest import Run

HEADER = "series_id,period,value\n"
GOOD = "".join(f"a,{year},{year % 7}\n" for year in range(2005, 2020))
TARGETS = "target_id,series_id,kind,comparator,target_value,target_period\n"

FILES = {
    "text in a value": (HEADER + GOOD + "a,2020,n/a\n", ("17", "value", "n/a")),
    "NaN in a value": (HEADER + GOOD + "a,2020,NaN\n", ("17", "value", "NaN")),
    "period no rule reads": (HEADER + GOOD + "a,spring,4\n", ("17", "period", "spring")),
    "ambiguous year": (HEADER + "a,2019/20,4\n", ("2", "FY", "AY")),
    "two values for one period": (HEADER + GOOD + "a,2019,6.5\n", ("17", "2019", "6.5")),
    "mixed frequencies": (HEADER + GOOD + "a,2020-03,4\n", ("17", "frequency")),
    "empty file": ("", ("no rows",)),
    "header alone": (HEADER, ("no rows",)),
    "missing column": ("series_id,perod,value\na,2019,4\n", ("lacks the column “period”", "Rename “perod”")),
}


@pytest.mark.parametrize("name", FILES)
def test_observations(headway: Run, tmp_path: Path, name: str) -> None:
    content, said = FILES[name]
    data, out = tmp_path / "o.csv", tmp_path / "f.csv"
    data.write_text(content, encoding="utf-8")
    done = headway("forecast", "--observations", data, "--out", out)
    assert done.exit_code == 1, done.output
    for word in said:
        assert word in done.stderr
    assert "Traceback" not in done.output
    assert not out.exists()
    assert list(tmp_path.iterdir()) == [data]


def test_a_file_that_is_not_text(headway: Run, tmp_path: Path) -> None:
    data = tmp_path / "o.csv"
    data.write_bytes(HEADER.encode() + "Île,2019,4\n".encode("latin-1"))
    done = headway("forecast", "--observations", data)
    assert done.exit_code == 1
    assert "UTF-8" in done.stderr


def test_no_such_file(headway: Run, tmp_path: Path) -> None:
    done = headway("forecast", "--observations", tmp_path / "nothing.csv")
    assert done.exit_code == 1
    assert "There is no file" in done.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("t,b,level,>=,4,2025", ("series_id", "There is no series “b”")),
        ("t,a,levle,>=,4,2025", ("kind", "level")),
        ("t,a,level,above,4,2025", ("comparator", ">=")),
        ("t,a,level,>=,four,2025", ("target_value", "four")),
        ("t,a,level,>=,,2025", ("target_value", "level")),
        ("t,a,level,>=,4,someday", ("target_period", "someday")),
    ],
)
def test_targets(headway: Run, tmp_path: Path, line: str, said: tuple[str, ...]) -> None:
    data, asked = tmp_path / "o.csv", tmp_path / "t.csv"
    data.write_text(HEADER + GOOD, encoding="utf-8")
    asked.write_text(f"{TARGETS}{line}\n", encoding="utf-8")
    done = headway("assess", "--observations", data, "--targets", asked)
    assert done.exit_code == 1, done.output
    for word in ("t.csv:2", *said):
        assert word in done.stderr
    assert "Traceback" not in done.output


def test_a_target_before_its_baseline(headway: Run, tmp_path: Path) -> None:
    data, asked = tmp_path / "o.csv", tmp_path / "t.csv"
    data.write_text(HEADER + GOOD, encoding="utf-8")
    asked.write_text(
        f"{TARGETS.strip()},baseline_period\nt,a,change_percent,<=,-5,2025,2026\n", encoding="utf-8"
    )
    done = headway("assess", "--observations", data, "--targets", asked)
    assert done.exit_code == 1
    assert "baseline" in done.stderr


def test_settings_that_cannot_be_used(headway: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWAY_PORT", "much")
    done = headway("db", "path")
    assert done.exit_code == 1
    assert "HEADWAY_PORT" in done.stderr
    assert "Correct the environment" in done.stderr


def test_an_error_leaves_the_file_that_was_there(headway: Run, tmp_path: Path) -> None:
    data, out = tmp_path / "o.csv", tmp_path / "f.csv"
    data.write_text(HEADER + GOOD + "a,spring,4\n", encoding="utf-8")
    out.write_text("earlier\n", encoding="utf-8")
    assert headway("forecast", "--observations", data, "--out", out).exit_code == 1
    assert out.read_text(encoding="utf-8") == "earlier\n"
