"""A folder of one's own: the figures beside the catalogue that defines their indicators."""

from datetime import date

import pytest

from datasets.catalogue import load_catalogue, write_example
from datasets.errors import FileEmpty, ObservationsInvalid
from datasets.observation import ObservationStatus, SourceEvidence
from datasets.reading import load_folder_statistics
from datasets.releases import known_as_of


@pytest.fixture
def folder(tmp_path):
    write_example(tmp_path / "mine")
    return tmp_path / "mine"


def statistics(folder):
    return load_folder_statistics(folder, load_catalogue([folder]).indicators)


def test_the_example_holds_enough_to_judge_both_targets(folder):
    found = statistics(folder)
    series = {
        name: [o for o in found.observations if o.indicator == name]
        for name in ("example_recycling_pct", "example_affordable_homes")
    }
    assert all(len(rows) >= 5 for rows in series.values())
    assert found.areas["EXAMPLE"].name == "Exampleton (invented)"
    assert {o.evidence for o in found.observations} == {SourceEvidence.SUPPLIED}
    assert {o.release for o in found.observations} == set(found.releases)
    first = known_as_of(series["example_recycling_pct"], as_of=date(2025, 1, 1), lag_days=180)
    assert {str(k.period): k.observation.value for k in first}["2023/24"] == 43.1
    now = known_as_of(series["example_recycling_pct"], as_of=None, lag_days=180)
    assert {str(k.period): k.observation.value for k in now}["2023/24"] == 43.4


def test_figures_may_stand_in_several_files(folder):
    (folder / "observations").mkdir()
    (folder / "observations.csv").rename(folder / "observations" / "one.csv")
    (folder / "observations" / "two.csv").write_text(
        "indicator,area,period,value,status,note\nexample_recycling_pct,NEXT,2024/25,30,estimate,ours\n",
        encoding="utf-8",
    )
    found = statistics(folder)
    (row,) = [o for o in found.observations if o.area == "NEXT"]
    assert (row.status, row.published, row.note) == (ObservationStatus.ESTIMATE, None, "ours")
    assert found.areas["NEXT"].name == "NEXT"


def test_a_folder_without_figures_has_none(folder):
    (folder / "observations.csv").unlink()
    assert statistics(folder).observations == ()


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("nobody,EXAMPLE,2024/25,1", "unknown_indicator", "indicator"),
        ("example_recycling_pct,EXAMPLE,2024/25,101", "value_out_of_bounds", "value"),
        ("example_recycling_pct,EXAMPLE,2024,1", "period_unreadable", "period"),
        ("example_recycling_pct,EXAMPLE,2024/25,n/a", "not_a_number", "value"),
        ("example_recycling_pct,,2024/25,1", "missing_value", "area"),
    ],
)
def test_each_mistake_is_named(folder, row, code, field):
    (folder / "observations.csv").write_text(f"indicator,area,period,value\n{row}\n", encoding="utf-8")
    with pytest.raises(ObservationsInvalid) as caught:
        statistics(folder)
    assert (code, 2, field) in {(p.code, p.line, p.field) for p in caught.value.problems}


def test_two_values_for_one_period_and_release(folder):
    rows = "example_recycling_pct,EXAMPLE,2024/25,1\nexample_recycling_pct,EXAMPLE,2024/25,2\n"
    (folder / "observations.csv").write_text(f"indicator,area,period,value\n{rows}", encoding="utf-8")
    with pytest.raises(ObservationsInvalid, match="example_recycling_pct, EXAMPLE"):
        statistics(folder)


def test_an_empty_file_is_refused(folder):
    (folder / "observations.csv").write_text("indicator,area,period,value\n", encoding="utf-8")
    with pytest.raises(FileEmpty):
        statistics(folder)
