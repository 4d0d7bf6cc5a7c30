"""A data engineer adds an indicator from any source by writing YAML, and nothing else."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from typer.testing import CliRunner

from datasets.catalogue import load_catalogue
from datasets.sources.registry import SOURCES, source_named
from datasets.sources.selecting import select
from service.cli.main import app

HERE = Path(__file__).parent
sheets = SimpleNamespace(**runpy.run_path(str(HERE / "sheets.py")))

INDICATOR = {
    "title": "Trial", "definition": "Trial.", "unit": "units", "direction": "increase", "aggregation": "average", "frequency": "M",
    "family": "mixed", "coverage": "Nowhere", "publisher": "Office", "release": "Trial", "table": "Trial",
}  # fmt: skip
MISSION = {
    "id": "trial", "title": "Trial", "jurisdiction": "Nowhere", "ambition": "More.", "status": "live", "citation": "Invented.",
}  # fmt: skip
FUNCTIONS = [
    ["", "Title:", "Referral to Treatment (made for a test)"], ["", "Period:", "March 2015"], [""],
    ["", "Treatment Function Code", "Treatment Function", ">0-1", ">1-2", "Total number of incomplete pathways"],
    *(["", f"IP{100 + i}", f"Function {i}", "1.5", "2.5", f"{10 + i}"] for i in range(6)), ["", "IP999", "Total", "9.5", "9.5", "75"],
]  # fmt: skip


def book(**parts):
    return lambda specimens: sheets.book(
        [(name, sheets.rows_of(specimens / f"{file}.csv")) for name, file in parts.items()]
    )


def text(name):
    return lambda specimens: (specimens / name).read_bytes()


# Source, file, what makes it, frequency, feed, and what must come of it.
CASES = [
    ("nhs-england/rtt", "r.xlsx", book(**{"Full Time Series": "nhs_rtt"}), "M",
     {"columns": ["Admitted (unadjusted) RTT pathways / No. of pathways (all)"], "area": "E92000001"}, {("E92000001", "2021-04"): 200}),
    ("nhs-england/rtt-incomplete", "Incomplete-Mar15.xlsx", lambda _: sheets.book([("National", FUNCTIONS)]), "M",
     {"columns": ["Total number of incomplete pathways"], "where": {"row": "Total"}, "area": "E92000001"}, {("E92000001", "2015-03"): 75}),
    ("nhs-england/ae", "a.xlsx", book(Activity="nhs_ae_activity", Performance="nhs_ae_performance"), "M",
     {"table": "Activity", "columns": ["A&E attendances / Type 1 Departments - Major A&E"], "area": "E92000001", "factor": 0.001}, {("E92000001", "2021-04"): 0.1}),
    ("moj/cross-justice", "c.xlsx", book(**{"Police & Crime": "cross_police", "Courts": "cross_courts", "Prisons": "cross_prisons"}), "Q",
     {"table": "Prisons", "columns": ["Prison Population as of Date / Remand"], "area": "K04000001"}, {("K04000001", "2023-Q1"): 140}),
    ("home-office/police-workforce", "p.xlsx", book(Table_1="police_table_1", Table_8="police_table_8"), "POINT",
     {"table": "Table 1", "where": {"row": "Essex"}, "area": "E23000028", "months": [9]}, {("E23000028", "2018-09-30"): 60}),
    ("mhclg/rough-sleeping", "rs.xlsx", book(Contents="rough_sleeping_contents", **{"table 1": "rough_sleeping"}), "POINT",
     {"table": "Table 1", "areas": {"London": "E12000007"}, "only_areas": True}, {("E12000007", "2018"): 25}),
    ("mhclg/homelessness", "Detailed_LA_202212.xlsx", book(A1="homelessness"), "Q",
     {"table": "A1", "columns": ["Not homeless"]}, {("E92000001", "2022-Q4"): 33, ("E06000014", "2022-Q4"): 2}),
    ("mhclg/epc", "epc.xlsx", book(Existing="epc_existing", New="epc_new"), "W",
     {"table": "Existing", "where": {"row": "Wales"}, "area": "W92000004"}, {("W92000004", "2025-W05"): 10}),
    ("scotgov/poverty", "s.xlsx", book(**{"1": "scotgov_1", "2": "scotgov_2"}), "FY",
     {"table": "Rate relative poverty after housing costs", "where": {"row": "All people"}, "area": "S92000003", "factor": 100}, {("S92000003", "2020/21"): 16}),
    ("ons/time-series", "o.csv", text("ons_series.csv"), "Q", {"columns": ["EBAQ"], "area": "K02000001"}, {("K02000001", "2024-Q3"): 69100}),
    ("ons/local", "l.json", text("ons_local.json"), "A", {}, {("E92000001", "2023"): 5.0}),
    ("dfe/ees", "e.csv", text("ees.csv"), "AY", {"columns": ["absence_percent"], "where": {"school_type": "Special"}}, {("E92000001", "2023/24"): 12.5}),
    ("ukhsa/dashboard", "u.json", text("ukhsa.json"), "POINT",
     {"columns": ["invented_coverage"], "where": {"stratum": "12m", "topic": "*", "metric_group": "*", "geography_type": "*", "metric_frequency": "*"}}, {("E92000001", "2024-03-31"): 91.2}),
    ("owid/grapher", "g.csv", text("owid.csv"), "A", {"columns": ["Renewables - % electricity"]}, {("DEU", "2023"): 52}),
    ("sdmx", "x.csv", text("sdmx.csv"), "M", {"where": {"freq": "M", "unit": "PC"}, "areas": {"DE": "DEU"}}, {("DEU", "2024-02"): 3.2}),
    ("json-stat", "j.json", text("json_stat.json"), "M", {"areas": {"Germany": "DEU", "United Kingdom": "K02000001"}}, {("DEU", "2023-12"): 5.1, ("K02000001", "2023-11"): 4.1}),
    ("pxweb", "a.px", text("axis.px"), "Q", {"where": {"Sexo": "Ambos"}, "area": "ESP", "factor": 1000}, {("ESP", "2024-Q1"): 10500}),
    ("csvw", "c.csv", text("csvw.csv"), "A", {"columns": ["use"], "where": {"Unit": "mtoe"}}, {("K02000001", "2024"): 119.1}),
    ("open-sdg", "indicator_7-2-1.csv", text("open_sdg/data/indicator_7-2-1.csv"), "FY",
     {"where": {"Series": "Share of renewables"}, "area": "INV"}, {("INV", "2020/21"): 33}),
    ("tidy", "t.csv", text("tidy.csv"), "M", {"columns": ["ae_attendances"]}, {("R0A", "2024-02"): 1010}),
]  # fmt: skip


def test_every_source_is_tried():
    assert {case[0] for case in CASES} == set(SOURCES)


@pytest.mark.parametrize(("source", "name", "make", "frequency", "feed", "expected"), CASES)
def test_an_indicator_from_any_source(specimens, tmp_path, source, name, make, frequency, feed, expected):
    entry = {"id": "trial_indicator", **INDICATOR, "frequency": frequency, "feed": {"source": source, **feed}}
    document = {"mission": MISSION, "indicators": [entry], "targets": []}
    (tmp_path / "trial.yaml").write_text(yaml.safe_dump(document, sort_keys=False))
    catalogue = load_catalogue([tmp_path])
    publication = source_named(source).read(name, make(specimens))
    found = select(publication, catalogue.feeds["trial_indicator"], catalogue.indicators["trial_indicator"])
    values = {(item.area, str(item.period)): item.value for item in found.readings}
    assert {key: values.get(key) for key in expected} == pytest.approx(expected)


def test_the_walk_through_of_the_documentation_works_as_it_stands(root, specimens, tmp_path, monkeypatch):
    section = re.search(r"## A new indicator.*?(?=\n## )", (root / "docs/sources.md").read_text(), re.DOTALL)
    assert section is not None
    blocks = re.findall(r"^   ```(\w+)\n(.*?)^   ```$", section[0], re.DOTALL | re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    for name, value in {"HOME": tmp_path / "home", "BUNDLED": "0", "CATALOGUE": "mine"}.items():
        monkeypatch.setenv(f"HEADWAY_{name}", str(value))
    (tmp_path / "absence.csv").write_bytes((specimens / "ees.csv").read_bytes())
    (tmp_path / "mine").mkdir()
    said = []
    for kind, block in blocks:
        lines = re.sub(r"^   ", "", block, flags=re.MULTILINE)
        if kind == "yaml":
            (tmp_path / "mine/absence.yaml").write_text(lines)
            continue
        for line in lines.splitlines():
            command, *words = line.split()
            assert command == "headway"
            result = CliRunner().invoke(app, words)
            assert result.exit_code == 0, (line, result.output)
            said.append(result.output)
    assert "14 figures" in said[0]
    assert len(said) == 4
    assert "2 new" in said[3]
    again = CliRunner().invoke(
        app,
        ["ingest", "--file", "absence.csv", "--published", "2024-10-17", "--no-judge", "--format", "json"],
    )
    assert '"added": 0' in again.output
    assert '"unchanged": 2' in again.output
