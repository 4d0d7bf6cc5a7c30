"""Indicators of a table that no catalogue knows: what is written down of them, and what is left to a person."""

from __future__ import annotations

from datasets.catalogue import load_catalogue
from datasets.reading.new_indicators import unknown_indicators, write_indicators
from datasets.sources.registry import source_named
from forecasting.frequency import Frequency
from forecasting.indicators import Direction

TABLE = """indicator_id,area_code,area_name,period,frequency,value,unit,published,publisher,release
share_known,E1,One,2024,A,12.5,percent,2025-01-01,DfE,Tool
share_new,E1,One,2023/24,AY,12.5,percent,2025-01-01,DfE,Tool
share_new,E1,One,2024/25,AY,13.5,percent,2025-01-01,DfE,Tool
count_new,E1,One,2024,A,3,people,2025-01-01,DfE,Tool
money_new,E1,One,2024,A,3.5,pounds,2025-01-01,DfE,Tool
Bad Name,E1,One,2024,A,3.5,pounds,2025-01-01,DfE,Tool
growth_new,E1,One,2024,A,-3.5,percent,2025-01-01,DfE,Tool
"""


def publication():
    return source_named("tidy").read("my table.csv", TABLE.encode())


def test_what_the_table_says_is_taken_and_the_rest_is_left_open():
    found = unknown_indicators(publication(), {"share_known"})
    assert sorted(found) == ["count_new", "growth_new", "money_new", "share_new"]
    share = found["share_new"]
    assert (share["unit"], share["frequency"], share["publisher"]) == ("percent", "AY", "DfE")
    assert (share["direction"], share["lower"], share["upper"]) == ("neutral", 0, 100)
    assert (found["count_new"]["lower"], "upper" in found["count_new"]) == (0, False)
    assert "lower" not in found["money_new"]
    assert "lower" not in found["growth_new"]


def test_the_file_is_a_catalogue_and_never_written_over(tmp_path):
    entries = unknown_indicators(publication(), {"share_known"})
    first = write_indicators(entries, tmp_path, file="my table.csv")
    loaded = load_catalogue([tmp_path])
    assert loaded.indicators["share_new"].frequency is Frequency.ACADEMIC_YEAR
    assert loaded.indicators["share_new"].direction is Direction.NEUTRAL
    text = first.read_text("utf-8")
    second = write_indicators({}, tmp_path, file="my table.csv")
    assert second != first
    assert first.read_text("utf-8") == text
