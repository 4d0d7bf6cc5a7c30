"""Files are written whole or not at all, with quotes only where they are needed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from service.cli.files import Csv, sink, table_of, whole

COLUMNS = ("name", "number", "nothing", "note")
ROWS: list[dict[str, object]] = [
    {"name": "a", "number": 1.5, "nothing": None, "note": "plain"},
    {"name": "b", "number": None, "nothing": None, "note": 'says "no", twice\nover'},
    {"name": "ç", "number": 1e-9, "nothing": None, "note": None},
]


class Kept(io.BytesIO):
    """A stream that can be read after it was closed."""

    def close(self) -> None:
        self.seek(0)


def test_csv_comes_back_as_it_was() -> None:
    stream = Kept()
    target = Csv(stream)
    target.write(table_of(ROWS[:1], COLUMNS))
    target.write(table_of(ROWS[1:], COLUMNS))
    target.close()
    text = stream.getvalue().decode()
    assert text.splitlines()[:2] == ["name,number,nothing,note", "a,1.5,,plain"]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["note"] for row in rows] == ["plain", 'says "no", twice\nover', ""]
    assert [row["number"] and float(row["number"]) for row in rows] == [1.5, "", 1e-9]


def test_a_column_is_text_unless_all_of_it_is_numbers() -> None:
    table = table_of(ROWS, COLUMNS)
    assert [str(field.type) for field in table.schema] == ["string", "double", "string", "string"]


def test_after_an_error_the_earlier_file_stands(tmp_path: Path) -> None:
    out = tmp_path / "rows.csv"
    out.write_text("earlier", encoding="utf-8")

    def broken() -> None:
        with sink(out) as target:
            target.write(table_of(ROWS, COLUMNS))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert out.read_text(encoding="utf-8") == "earlier"
    assert list(tmp_path.iterdir()) == [out]


def test_a_new_file_may_be_read_by_whoever_may_read_the_others(tmp_path: Path) -> None:
    usual, made = tmp_path / "usual", tmp_path / "made"
    usual.write_text("", encoding="utf-8")
    with whole(made) as partial:
        partial.write_text("x", encoding="utf-8")
    assert made.stat().st_mode == usual.stat().st_mode
