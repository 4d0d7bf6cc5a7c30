"""The bundled facts are those of the data pack, in our own words."""

import csv
import gzip
import re
from collections import Counter

import pytest

from datasets.dates import KnownDate
from forecasting.targets import Kind

KINDS = {
    "change_relative": Kind.CHANGE_PERCENT,
    "cumulative": Kind.CUMULATIVE_SUM,
    "budget_cap": Kind.CUMULATIVE_CAP,
    "counterfactual": Kind.RELATIVE_TO_COUNTERFACTUAL,
    "rate_floor": Kind.MAINTAIN,
}
# Read otherwise on purpose: by POLICY section 6, or because the pack's words leave no number to compare.
OTHER_KIND = {
    "uk-growth-rhdi": Kind.CHANGE_ABSOLUTE,
    "uk-growth-gdp-pc": Kind.CHANGE_ABSOLUTE,
    "uk-nsip-150": Kind.LEVEL,
    "vax-top4-2021": Kind.LEVEL,
    "aus-homes-1.2m": Kind.LEVEL,
    "edu-disadv-gap-halve": Kind.LEVEL,
    "aus-ctg-1": Kind.LEVEL,
    "aus-ctg-9b": Kind.GAP_BETWEEN_GROUPS,
    "aus-ctg-17": Kind.GAP_BETWEEN_GROUPS,
    "aus-ctg08-childmort-2018": Kind.GAP_BETWEEN_GROUPS,
    "aus-ctg08-employment-2018": Kind.GAP_BETWEEN_GROUPS,
}
END_OF_PARLIAMENT = {"uk-homes-1.5m", "sst-neigh-police-13k"}  # "2029" there, August 2029 here


@pytest.fixture(scope="module")
def pack(shared):
    def read(name):
        with (shared / "official" / name).open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    return read


def number(text):
    return float(text) if text else None


def test_missions(pack, catalogue):
    rows = {row["mission_id"]: row for row in pack("missions.csv")}
    assert set(rows) == set(catalogue.missions)
    assert all(catalogue.missions[id_].status.value == row["status"] for id_, row in rows.items())


def test_indicators(pack, catalogue):
    rows = {row["indicator_id"]: row for row in pack("indicators.csv")}
    assert set(rows) == set(catalogue.indicators)
    for id_, row in rows.items():
        entry = catalogue.indicators[id_]
        assert (entry.unit, entry.decimals) == (row["unit"], int(row["decimals"])), id_
        assert (entry.direction.value, entry.aggregation.value) == (row["direction"], row["aggregation"]), id_
        assert entry.frequency.value == row["frequency"], id_
        assert (entry.lower, entry.upper) == (number(row["lower_bound"]), number(row["upper_bound"])), id_
        if id_ != "uk_carbon_intensity_carbonbrief":  # not a release of DUKES, whose lag the pack repeats
            assert entry.lag_days == (int(row["lag_days"]) if row["lag_days"] else None), id_


def test_breaks(pack, catalogue):
    # The barristers' refusal to work is a strike, which the pack has no word for.
    rows = Counter(
        (
            r["indicator_id"],
            r["period"],
            r["comparable"],
            "strike" if r["kind"] == "other" and "barristers" in r["explanation"] else r["kind"],
        )
        for r in pack("breaks.csv")
    )
    ours = Counter(
        (id_, str(change.period), change.comparable.value, change.kind.value)
        for id_, entry in catalogue.indicators.items()
        for change in entry.breaks
    )
    assert ours == rows


def test_targets(pack, catalogue):
    rows = {row["target_id"]: row for row in pack("targets.csv")}
    assert set(rows) == set(catalogue.targets)
    for id_, row in rows.items():
        entry = catalogue.targets[id_]
        assert entry.mission == row["mission_id"]
        assert entry.kind is OTHER_KIND.get(id_) or KINDS.get(row["kind"]) or Kind(row["kind"]), id_
        if entry.kind is not Kind.ALL_OF:
            assert entry.indicator == row["indicator_id"], id_
        assert entry.area == row["area_code"], id_
        assert entry.components == tuple(filter(None, row["components"].split(";"))), id_
        assert entry.evidence.value == row["evidence"], id_
        if row["target_value"] and entry.kind is not Kind.ELIMINATION:
            assert entry.value == number(row["target_value"]), id_
        if row["target_period"] and id_ not in END_OF_PARLIAMENT:
            assert str(entry.period) == row["target_period"], id_
        if id_ != "nhs-rtt92-std":  # stands as law, so it is live; its record is in the figures
            assert entry.status.value == row["status"], id_


def test_baselines_windows_and_outcomes(pack, catalogue):
    for row in pack("targets.csv"):
        id_, entry = row["target_id"], catalogue.targets[row["target_id"]]
        baseline = entry.baseline
        assert (str(baseline.period) if baseline and baseline.period else "") == row["baseline_period"], id_
        assert (baseline.value if baseline else None) == number(row["baseline_value"]), id_
        if entry.window is not None and id_ not in END_OF_PARLIAMENT:
            assert (entry.window.start_text, entry.window.end_text) == (
                row["window_start"],
                row["window_end"],
            ), id_
        if row["outcome"] in ("met", "missed") and id_ != "nhs-rtt92-std":
            assert entry.outcome.status.value == row["outcome"], id_
            if row["outcome_value"] and id_ != "nhs-ae4h-2004":  # reached a quarter after the target
                assert entry.outcome.value == number(row["outcome_value"]), id_


def test_milestones(pack, catalogue):
    rows = {
        (r["target_id"], r["period"], number(r["value"]), r["kind"], r["evidence"])
        for r in pack("milestones.csv")
    }
    ours = {
        (id_, str(m.period), m.value, m.kind.value, m.evidence.value)
        for id_, entry in catalogue.targets.items()
        for m in entry.milestones
    }
    assert ours == rows


def homes_by_area(shared):
    """The rows of the panel of homes that come with it: authorities and regions, not counties."""
    with gzip.open(
        shared / "official/panels/net_additional_dwellings_by_area.csv.gz", "rt", encoding="utf-8"
    ) as handle:
        for row in csv.DictReader(handle):
            if row["indicator_id"] == "net_additional_dwellings" and row["area_code"][:3] in _PLACES:
                yield row


_PLACES = ("E06", "E07", "E08", "E09", "E12")


def test_every_observation_and_every_earlier_edition(pack, shared, statistics):
    evidence = {"publisher_file": "file", "republished_file": "republished", "press_quotation": "quoted"}

    def of(r):
        return (
            r["indicator_id"],
            r["area_code"],
            r["period"],
            float(r["value"]),
            KnownDate.parse(r["published"]).day if r["published"] else None,
            r["status"],
            evidence[r["evidence"]],
        )

    rows = Counter(of(r) for name in ("observations.csv", "releases.csv") for r in pack(name))
    assert sum(rows.values()) == 10_961 + 4_601
    # London and Camden stand in both.
    more = {of(r) for r in homes_by_area(shared)} - set(rows)
    assert len(more) == 7_806
    ours = Counter(
        (o.indicator, o.area, str(o.period), o.value, o.published, o.status.value, o.evidence.value)
        for o in statistics.observations
    )
    assert ours == rows + Counter(more)


def test_spot_values(catalogue, statistics):
    held = {(o.indicator, o.area, str(o.period), o.release): o.value for o in statistics.observations}
    assert held["rtt_pct_within_18w", "E92000001", "2026-03", "rtt-2026-06-11"] == 65.2947
    assert held["rough_sleeping_snapshot", "E92000001", "2025", "rough-sleeping-2026-02-26"] == 4793
    assert statistics.areas["K02000001"].name == "United Kingdom"


def words(text):
    return re.findall(r"[a-z0-9]+", text.lower())


def test_no_sentence_is_taken_over(pack, catalogue, statistics):
    """Names of things recur; whole sentences and notes of the pack do not."""
    theirs = set()
    columns = {
        "indicators.csv": ("definition", "revision_practice"),
        "targets.csv": ("wording", "notes"),
        "breaks.csv": ("explanation",),
        "missions.csv": ("ambition",),
        "observations.csv": ("note",),
        "releases.csv": ("note",),
    }
    for name, keys in columns.items():
        theirs |= {tuple(words(row[key])) for row in pack(name) for key in keys}
    theirs = {said for said in theirs if len(said) >= 6}
    ours = [mission.ambition for mission in catalogue.missions.values()]
    ours += [observation.note for observation in statistics.observations]
    for entry in catalogue.indicators.values():
        ours += [entry.definition, entry.revisions, *(change.explanation for change in entry.breaks)]
    for target in catalogue.targets.values():
        ours += [target.wording, target.notes, target.scope_note, target.reading]
    assert [said for said in ours if tuple(words(said)) in theirs] == []
