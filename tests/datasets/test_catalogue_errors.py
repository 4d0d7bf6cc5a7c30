"""What is wrong with a catalogue is said with file, line, key, value and remedy, all at once."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.catalogue import bundled_folder, load_catalogue, write_example
from datasets.errors import CatalogueInvalid, FileMissing, FolderNotEmpty

EXAMPLE = bundled_folder() / "example" / "mission.yaml"
TEXT = EXAMPLE.read_text(encoding="utf-8")


def problems_of(folder: Path, text: str | bytes, *, areas=None):
    folder.mkdir(exist_ok=True)
    content = text if isinstance(text, bytes) else text.encode()
    (folder / "mission.yaml").write_bytes(content)
    with pytest.raises(CatalogueInvalid) as caught:
        load_catalogue([folder], areas=areas)
    return caught.value.problems


def line_of(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "code", "field", "said"),
    [
        ("    unit: percent", "    units: percent", "unknown_key", "indicators.0.units", "Did you mean “unit”?"),
        ("direction: increase            #", "direction: up #", "wrong_type", "indicators.0.direction", "increase"),
        ("    decimals: 1 ", "    decimals: one ", "wrong_type", "indicators.0.decimals", "whole number"),
        ("    upper: 100", "    upper: -1", "bounds_crossed", "indicators.0.upper", "not above"),
        ("    upper: 100", "    upper: 40", "value_out_of_bounds", "targets.0.value", "outside the bounds"),
        ("    frequency: FY  ", "    frequency: FYY  ", "wrong_type", "indicators.0.frequency", "FY"),
        ("period: 2020/21", "period: 2020-Q1", "period_unreadable", "indicators.0.breaks.0.period", "2024/25"),
        ("    source: waste", "    source: waist", "unknown_source", "indicators.0.source", "Known: waste"),
        ("indicator: example_recycling_pct", "indicator: example_recycled_pct", "unknown_indicator", "targets.0.indicator", "Did you mean “example_recycling_pct”?"),
        ("    unit: percent", "    unit: percent\n    leading: [{indicator: example_recycled_pct}]", "unknown_indicator", "indicators.0.leading.0.indicator", "Did you mean “example_recycling_pct”?"),
        ("    unit: percent", "    unit: percent\n    leading: [{indicator: example_recycling_pct, lag: 2}]", "leads_itself", "indicators.0.leading.0.indicator", "Name another"),
        ("    unit: percent", "    unit: percent\n    leading: [{indicator: example_recycling_pct, lag: -2}]", "wrong_type", "indicators.0.leading.0.lag", "whole number"),
        ("    kind: level", "    kind: levle", "wrong_type", "targets.0.kind", "Did you mean “level”?"),
        ('    comparator: ">="\n    value: 50', "    value: 50", "field_missing_for_kind", "targets.0", "“comparator”"),
        ("    value: 50\n    period: 2028/29", "    value: fifty\n    period: 2028/29", "wrong_type", "targets.0.value", "plain number"),
        ("      period: 2022/23", "      period: 2029/30", "baseline_after_target", "targets.0.baseline.period", "Mend"),
        ("      - period: 2025/26", "      - period: 2030/31", "milestone_after_target", "targets.0.milestones.0.period", "Mend"),
        ("          - {period: 2025/26, value: 46}", "          - {period: 2022/23, value: 46}", "two_points_at_once", "targets.0.trajectories.0.points", "Keep one"),
        ("        default: true\n", "        default: true\n        shape: bendy\n", "wrong_type", "targets.0.trajectories.0.shape", "linear"),
        ("    trajectories:  ", "    trajectories:\n      - {name: Waste strategy, points: [{period: 2025/26, value: 46}], recorded: 2023-06, citation: none}\n#", "trajectory_twice", "targets.0.trajectories.1.name", "later version"),
        ("    trajectories:  ", "    trajectories:\n      - {name: Other, default: true, points: [{period: 2025/26, value: 46}], citation: none}\n#", "two_defaults", "targets.0.trajectories", "Mark one"),
        ("    id: example-homes-2000".replace("    ", "  - "), "  - id: example-recycling-50", "duplicate_id", "targets.1.id", "another id"),
        ("      start: 2024-04-01", "      start: 2029-04", "window_reversed", "targets.1.window.end", "Swap"),
        ("    kind: cumulative_sum", "    kind: level", "field_not_for_kind", "targets.1.window", "another kind"),
        ("    announced: 2024-03\n", "    announced: March 2024\n", "wrong_type", "targets.1.announced", "2024-12-05"),
        ("    status: live\n    announced: 2023-06", "    status: met\n    announced: 2023-06", "status_without_outcome", "targets.0.status", "outcome"),
        ("    status: live\n    announced: 2023-06", "    status: repealed\n    announced: 2023-06", "status_without_history", "targets.0.status", "history"),
        ("  title: A greener borough (example)\n", "", "missing_key", "mission", "Name, as a heading"),
    ],
)  # fmt: skip
def test_each_mistake_is_named(tmp_path, old, new, code, field, said):
    assert TEXT.count(old) >= 1, old
    text = TEXT.replace(old, new, 1)
    found = problems_of(tmp_path / "mine", text)
    assert (code, field) in {(problem.code, problem.field) for problem in found}, [
        str(problem) for problem in found
    ]
    problem = next(item for item in found if item.field == field)
    assert problem.file == "mine/mission.yaml"
    assert problem.line is not None
    assert problem.remedy
    assert said.lower() in f"{problem.message} {problem.remedy}".lower()
    assert f"mine/mission.yaml:{problem.line}: {field}: " in str(problem)


def test_the_line_is_that_of_the_key(tmp_path):
    text = TEXT.replace("    upper: 100", "    upper: hundred")
    (problem,) = problems_of(tmp_path / "mine", text)
    assert problem.line == line_of(text, "    upper: hundred")
    assert problem.value == "hundred"


def test_all_problems_come_at_once_in_the_order_of_the_file(tmp_path):
    text = (
        TEXT.replace("    upper: 100", "    upper: hundred")
        .replace("    value: 2000", "    value: many")
        .replace("status: live", "status: alive", 1)
    )
    found = problems_of(tmp_path / "mine", text)
    assert [problem.field for problem in found if problem.code == "wrong_type"] == [
        "mission.status",
        "indicators.0.upper",
        "targets.1.value",
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"# nothing\n", "file_empty"),
        (b"mission: [\n", "file_unreadable"),
        (b"mission:\n  id: x\n bad: y\n", "file_unreadable"),
        (b"mission: caf\xe9\n", "file_not_utf8"),
        (b"- a\n- b\n", "wrong_type"),
        (b"mission:\n  id: x\n  id: y\n", "duplicate_key"),
    ],
)
def test_a_file_that_is_no_catalogue_file(tmp_path, content, code):
    found = problems_of(tmp_path / "mine", content)
    assert code in {problem.code for problem in found}
    assert all(problem.file == "mine/mission.yaml" for problem in found)


def test_an_unknown_area_is_named_where_areas_are_known(tmp_path):
    found = problems_of(tmp_path / "mine", TEXT, areas={"E92000001"})
    assert {(problem.code, problem.value) for problem in found} == {("unknown_area", "EXAMPLE")}


def test_two_files_may_not_define_the_same_thing(tmp_path):
    folder = tmp_path / "mine"
    write_example(folder)
    shutil.copy(folder / "mission.yaml", folder / "other.yaml")
    with pytest.raises(CatalogueInvalid) as caught:
        load_catalogue([folder])
    assert {problem.code for problem in caught.value.problems} == {"duplicate_id"}
    assert {problem.file for problem in caught.value.problems} == {"mine/other.yaml"}


def test_a_folder_that_is_not_there_or_holds_nothing(tmp_path):
    with pytest.raises(FileMissing, match="no folder"):
        load_catalogue([tmp_path / "nowhere"])
    with pytest.raises(FileMissing, match="no catalogue file"):
        load_catalogue([tmp_path])


def test_a_target_may_name_an_indicator_of_another_folder(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    text = (
        TEXT.replace("indicator: example_recycling_pct", "indicator: rtt_pct_within_18w")
        .replace("2028/29", "2029-03")
        .replace("2022/23", "2022-03")
        .replace("period: 2025/26", "period: 2026-03")
    )
    (folder / "mission.yaml").write_text(text, encoding="utf-8")
    found = load_catalogue([bundled_folder(), folder])
    assert len(found.missions) == 37
    assert str(found.targets["example-recycling-50"].period) == "2029-03"


def test_the_example_loads_and_is_never_written_over_anything(tmp_path):
    folder = tmp_path / "mine"
    written = write_example(folder)
    assert {path.name for path in written} == {"README.md", "mission.yaml", "observations.csv", "areas.csv"}
    catalogue = load_catalogue([folder])
    assert set(catalogue.targets) == {"example-recycling-50", "example-homes-2000"}
    with pytest.raises(FolderNotEmpty):
        write_example(folder)


def found_in(folder: Path):
    """The problems of a folder; none where it loads. Any other error is a failure."""
    try:
        load_catalogue([folder])
    except CatalogueInvalid as error:
        return error.problems
    return ()


LINES = TEXT.splitlines()
KEYED = [number for number, line in enumerate(LINES) if ":" in line and not line.lstrip().startswith("#")]


@given(
    number=st.sampled_from(KEYED),
    junk=st.sampled_from(["[1, 2]", "{a: 1}", "~", "'?'", "-1e400", "2024-13-45", "yes"]),
)
def test_whatever_stands_in_a_key_the_loader_accepts_it_or_names_it(tmp_path_factory, number, junk):
    """No value makes the loader fail in any other way than by its own error, and each problem is placed."""
    folder = tmp_path_factory.mktemp("junk")
    line = LINES[number]
    lines = [*LINES]
    lines[number] = line[: line.index(":") + 1] + " " + junk
    (folder / "mission.yaml").write_text("\n".join(lines), encoding="utf-8")
    for problem in found_in(folder):
        assert problem.file.endswith("/mission.yaml")
        assert problem.remedy
        assert problem.line is not None


@given(number=st.sampled_from(KEYED))
def test_without_any_one_line_the_loader_still_answers(tmp_path_factory, number):
    folder = tmp_path_factory.mktemp("gap")
    (folder / "mission.yaml").write_text("\n".join(LINES[:number] + LINES[number + 1 :]), encoding="utf-8")
    assert all(problem.message for problem in found_in(folder))


@given(letters=st.text("abcdefghijklmnopqrstuvwxyz_", min_size=3, max_size=12))
def test_a_key_nobody_knows_is_always_reported(tmp_path_factory, letters):
    folder = tmp_path_factory.mktemp("key")
    key = f"zz_{letters}"
    text = TEXT.replace("    unit: percent", f"    unit: percent\n    {key}: 1")
    (folder / "mission.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueInvalid) as caught:
        load_catalogue([folder])
    (problem,) = caught.value.problems
    assert (problem.code, problem.field) == ("unknown_key", f"indicators.0.{key}")
    assert problem.line == line_of(text, f"    {key}: 1")
