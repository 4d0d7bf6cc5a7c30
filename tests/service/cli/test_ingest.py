"""``headway ingest`` as a user types it."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli.main import app
from service.operations.installation import open_installation
from service.settings import Settings

SPECIMENS = Path(__file__).parents[2] / "datasets/sources/specimens"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """An installation with the bundled statistics, to copy."""
    home = tmp_path_factory.mktemp("prepared")
    open_installation(Settings(home=home), recorded=datetime(2026, 11, 24, 12, tzinfo=UTC)).close()
    return home


@pytest.fixture
def run(prepared, tmp_path, monkeypatch):
    shutil.copy(prepared / "headway.db", tmp_path)
    monkeypatch.setenv("HEADWAY_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(app, ["ingest", *map(str, words)])


def test_a_file_into_the_store_and_again(run):
    for added in (2, 0):
        found = run("--file", SPECIMENS / "tidy.csv", "--no-judge", "--format", "json")
        assert found.exit_code == 0, found.output
        (release,) = json.loads(found.stdout)["releases"]
        assert (release["source"], release["result"], release["added"]) == ("tidy", "loaded", added)


def test_the_figures_of_a_file_as_a_table(run, tmp_path):
    assert run("--file", SPECIMENS / "ees.csv", "--out", tmp_path / "out.csv").exit_code == 0
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert len(lines) == 1 + 14
    assert "2023/24" in lines[1]


def test_an_open_sdg_repository(run, tmp_path):
    found = run("--open-sdg", SPECIMENS / "open_sdg", "--out", tmp_path / "sdg")
    assert found.exit_code == 0
    assert "3 indicators, 1 targets" in found.output
    assert (tmp_path / "sdg/observations.csv").is_file()


def test_sources_are_listed(run):
    found = run("--list", "--format", "json")
    assert "nhs-england/rtt" in {row["source"] for row in json.loads(found.stdout)["sources"]}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--file", "missing.xlsx"), 1),
        (("no-such-publisher",), 1),
        (("nhs-england", "--file", "x.csv"), 2),
        (("--source", "tidy"), 2),
    ],
)
def test_what_cannot_be_done_ends_with_its_code(run, words, code):
    found = run(*words)
    assert found.exit_code == code
    assert "Traceback" not in found.output


def test_a_table_of_indicators_nobody_knows_is_loaded_in_one_command(run, tmp_path):
    table = tmp_path / "panel.csv"
    table.write_text(
        "indicator_id,area_code,area_name,period,frequency,value,unit,published\n"
        "my_share,E1,One,2023,A,40,percent,2025-01-01\nmy_share,E2,Two,2023,A,41,percent,2025-01-01\n",
        "utf-8",
    )
    refused = run("--file", table, "--no-judge")
    assert refused.exit_code == 1
    found = run("--file", table, "--new-indicators", "--no-judge", "--format", "json")
    assert found.exit_code == 0, found.output
    assert json.loads(found.stdout)["releases"][0]["added"] == 2
    assert (tmp_path / "catalogue/table-panel.yaml").is_file()
    again = run("--file", table, "--new-indicators", "--no-judge", "--format", "json")
    assert json.loads(again.stdout)["releases"][0]["unchanged"] == 2
    assert len(list((tmp_path / "catalogue").glob("*.yaml"))) == 1


def test_the_calendar_as_a_table_for_machines(run):
    found = run("--due", "--format", "json")
    assert found.exit_code == 0, found.output
    rows = json.loads(found.stdout)["calendar"]
    assert [row["due"] for row in rows] == sorted(row["due"] for row in rows)
    assert {row["state"] for row in rows} <= {"overdue", "to come"}


def test_figures_under_embargo_and_what_is_said_of_them(run, tmp_path):
    table = tmp_path / "ahead.csv"
    table.write_text(
        "indicator_id,area_code,period,value,published\nnet_additional_dwellings,E92000001,2025/26,1,2099-07-01\n", "utf-8"
    )  # fmt: skip
    found = run("--file", table, "--no-judge")
    assert "1 new. Under embargo until 1 July 2099, 09:30 in London." in found.output
    found = run("--file", table, "--no-judge", "--embargo", "2099-12-01T07:00", "--format", "json")
    assert json.loads(found.stdout)["releases"][0]["embargo"] == "2099-12-01T07:00:00+00:00"
    status = json.loads(CliRunner().invoke(app, ["db", "status", "--format", "json"]).stdout)
    assert (status["releases_under_embargo"], status["next_embargo_ends"]) == (1, "2099-12-01T07:00:00+00:00")
    assert status["embargoes"][0]["indicators"] == ["net_additional_dwellings"]
    assert "Under embargo" not in run("--file", table, "--no-judge", "--embargo", "none").output
    too_late = run("--file", table, "--no-judge", "--embargo", "2099-12-01")
    assert too_late.exit_code == 1
    assert "public already" in " ".join(too_late.output.split())
    nonsense = run("--file", table, "--embargo", "soon")
    assert nonsense.exit_code == 1
    assert "2026-12-01T09:30" in " ".join(nonsense.output.split())
