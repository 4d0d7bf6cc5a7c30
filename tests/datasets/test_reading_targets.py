"""Bulk files of targets: what is read, and how each mistake is named."""

import pytest

from datasets.errors import ColumnsMissing, TargetsInvalid
from datasets.kinds import COLUMNS, RULES
from datasets.reading import SeriesInfo, read_targets
from datasets.reading.targets import OPTIONAL, REQUIRED
from forecasting.frequency import Frequency
from forecasting.indicators import Direction
from forecasting.targets import Comparator, Kind, Operation

SERIES = {
    "rate": SeriesInfo("rate", Frequency.MONTH, "percent", lower=0.0, upper=100.0),
    "homes": SeriesInfo("homes", Frequency.FINANCIAL_YEAR),
    "north": SeriesInfo("north", Frequency.MONTH, "percent", direction=Direction.INCREASE),
    "south": SeriesInfo("south", Frequency.MONTH, "percent"),
}


@pytest.fixture
def read(tmp_path):
    def go(*rows, series=SERIES):
        columns = [*REQUIRED, *OPTIONAL]
        path = tmp_path / "targets.csv"
        lines = [",".join(columns)]
        lines += [",".join(str(row.get(name, "")) for name in columns) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_targets(path, series=series)

    return go


def level(**changes):
    row = {
        "target_id": "t",
        "series_id": "rate",
        "kind": "level",
        "comparator": ">=",
        "target_value": 92,
        "target_period": "2029-03",
    }
    return {**row, **changes}


def rank(**changes):
    row = level(kind="rank", target_value=1, peer_series="north; south", direction="increase", comparator="")
    return {**row, **changes}


def made(kind, components, **changes):
    return {"target_id": "whole", "kind": kind, "components": components, **changes}


def test_what_several_series_make(read):
    table = read(
        level(kind="gap_between_groups", comparator="<=", other_series_id="south", operation="ratio"),
        rank(target_id="r"),
        level(target_id="p", target_period="end of the Parliament"),
        made("any_of", "t; r; p", any_k=2),
    )
    gap, place, parliament, whole = table.rows
    assert (gap.target.operation, gap.other_series_id) == (Operation.RATIO, "south")
    assert place.peer_series == ("north", "south")
    assert place.direction is Direction.INCREASE
    assert str(parliament.target.period) == "2029-08"
    assert "August 2029" in parliament.target.reading
    assert whole.target.any_k == 2


def test_a_level_and_a_total(read):
    table = read(
        level(
            strict="true",
            baseline_period="2024-07",
            baseline_value=58.8,
            trajectory="linear",
            direction="increase",
        ),
        {
            "target_id": "h",
            "series_id": "homes",
            "kind": "cumulative_sum",
            "comparator": ">=",
            "target_value": 1_500_000,
            "window_start": "2024-07-09",
            "window_end": "2029-08",
        },
    )
    first, second = table.rows
    assert (first.target.comparator, first.target.value, str(first.target.period)) == (
        Comparator.ABOVE,
        92,
        "2029-03",
    )
    assert (str(first.target.baseline.period), first.trajectory) == ("2024-07", "linear")
    assert (str(second.target.window.start), str(second.target.window.end)) == ("2024-07-09", "2029-08-31")


def test_a_split_year_is_read_in_the_frequency_of_its_series(read):
    (row,) = read(level(series_id="homes", target_period="2028/29")).rows
    assert row.target.period.frequency is Frequency.FINANCIAL_YEAR


def test_points_of_a_trajectory_are_milestones(read):
    (row,) = read(
        level(kind="milestones", target_value="", target_period="", trajectory="2026-03=65; 2027-03=70")
    ).rows
    assert [(str(m.period), m.value) for m in row.target.milestones] == [("2026-03", 65.0), ("2027-03", 70.0)]
    assert row.trajectory == ""


def test_targets_made_of_others_and_directions(read):
    table = read(
        level(),
        {"target_id": "both", "kind": "all_of", "target_period": "2029-03", "components": "t;d"},
        {"target_id": "d", "series_id": "rate", "kind": "directional"},
    )
    assert table.rows[1].target.components == ("t", "d")
    assert table.rows[2].target.kind is Kind.DIRECTIONAL


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (level(target_id=""), "missing_value", "target_id"),
        (level(kind=""), "missing_value", "kind"),
        (level(kind="levl"), "unknown_kind", "kind"),
        (level(comparator="=="), "unknown_comparator", "comparator"),
        (level(comparator=""), "field_missing_for_kind", "comparator"),
        (level(target_value=""), "field_missing_for_kind", "target_value"),
        (level(target_value="many"), "not_a_number", "target_value"),
        (level(target_value="nan"), "not_a_number", "target_value"),
        (level(target_value=120), "value_out_of_bounds", "target_value"),
        (level(target_period="soon"), "period_unreadable", "target_period"),
        (level(target_period="2024/25"), "period_ambiguous", "target_period"),
        (level(series_id="rat"), "unknown_series", "series_id"),
        (level(series_id=""), "missing_value", "series_id"),
        (level(baseline_period="2030-01"), "baseline_after_target", "baseline_period"),
        (level(strict="perhaps"), "not_a_flag", "strict"),
        (level(target_upper=95), "field_not_for_kind", "target_upper"),
        (level(kind="band", target_upper=90), "band_reversed", "target_upper"),
        (level(kind="change_percent"), "field_missing_for_kind", "baseline_period"),
        (level(kind="sustained_standard", periods_required="2.5"), "not_a_whole_number", "periods_required"),
        (level(kind="cumulative_cap"), "field_missing_for_kind", "window_start"),
        (
            level(kind="maintain", window_start="2030-01", window_end="2029-01"),
            "window_reversed",
            "window_end",
        ),
        (level(kind="gap_between_groups", other_series_id="nobody"), "unknown_series", "other_series_id"),
        (level(kind="all_of", components="t;missing"), "unknown_target", "components"),
        (level(kind="milestones", trajectory="2026-03=x"), "trajectory_unreadable", "trajectory"),
        (level(trajectory="bendy"), "trajectory_unreadable", "trajectory"),
        (level(direction="up"), "unknown_direction", "direction"),
        (level(kind="gap_between_groups", other_series_id="homes"), "series_not_alike", "other_series_id"),
        (level(kind="intensity", other_series_id="rate"), "same_series", "other_series_id"),
        (rank(peer_series="rate; north"), "same_series", "peer_series"),
        (rank(peer_series="homes"), "series_not_alike", "peer_series"),
        (rank(peer_series="north; north"), "repeated", "peer_series"),
        (rank(target_value=4), "out_of_range", "target_value"),
        (rank(target_value=1.5), "out_of_range", "target_value"),
        (rank(direction=""), "direction_missing", "direction"),
        (made("any_of", "fine", any_k=2), "out_of_range", "any_k"),
        (made("derived", "fine; finer"), "too_many_components", "components"),
    ],
)
def test_each_mistake_is_named_with_its_row_and_column(read, row, code, column):
    with pytest.raises(TargetsInvalid) as caught:
        read(level(target_id="fine"), row)
    found = {(p.code, p.line, p.field) for p in caught.value.problems}
    assert (code, 3, column) in found
    assert all(problem.remedy for problem in caught.value.problems)


def test_one_name_one_target(read):
    with pytest.raises(TargetsInvalid) as caught:
        read(level(), level())
    assert [(p.code, p.line) for p in caught.value.problems] == [("duplicate_id", 3)]


def test_a_missing_column_is_named(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "target_id,series_id,kind,comparator,value,target_period\nt,rate,level,>=,1,2029\n", encoding="utf-8"
    )
    with pytest.raises(ColumnsMissing, match="target_value"):
        read_targets(path)


FULL = {
    "comparator": ">=",
    "value": 2,
    "upper": 9,
    "period": "2029-03",
    "window.start": "2024-04",
    "window.end": "2029-03",
    "baseline.period": "2024-03",
    "periods_required": 3,
    "other_indicator": "south",
    "scenario": "south",
    "peers": "north;south",
    "components": "fine",
    "milestones": "2026-03=1",
}


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_asks_for_what_the_table_says(read, kind):
    """A row with one field of every choice is read; without any one choice it is refused, by name."""
    choices = RULES[kind].required

    def row(without=None):
        cells = {COLUMNS[c[0]]: FULL[c[0]] for c in choices if c is not without}
        return {"target_id": "t", "series_id": "rate", "kind": kind.value, "direction": "increase", **cells}

    assert read(level(target_id="fine"), row()).rows[1].target.kind is kind
    for choice in choices:
        with pytest.raises(TargetsInvalid) as caught:
            read(level(target_id="fine"), row(without=choice))
        assert ("field_missing_for_kind", COLUMNS[choice[0]]) in {
            (p.code, p.field) for p in caught.value.problems
        }


def test_every_field_has_a_column_and_every_kind_a_rule():
    assert set(RULES) == set(Kind)
    assert {field for rule in RULES.values() for field in rule.reads} <= set(COLUMNS)
    assert set(COLUMNS.values()) <= {*REQUIRED, *OPTIONAL}


@pytest.mark.parametrize("points", ["2026-03=65; 2027-03=70", "2026-03:65;2027-03:70"])
def test_points_may_be_written_in_two_ways(read, points):
    (row,) = read(level(kind="milestones", target_value="", target_period="", trajectory=points)).rows
    assert [(str(m.period), m.value) for m in row.target.milestones] == [("2026-03", 65.0), ("2027-03", 70.0)]


def test_a_shape_of_the_path_is_read_whatever_its_case(read):
    (row,) = read(level(trajectory="Back_Loaded")).rows
    assert row.target.path == "back_loaded"
