"""The record behind a forecast: counts, where it ends, and what it says of extreme probabilities."""

from __future__ import annotations

import pytest

from forecasting.evidence import LEAST_SERIES, evidence_for, shipped


@pytest.mark.parametrize(("frequency", "furthest"), [("yearly", 12), ("quarterly", 16), ("monthly", 36)])
def test_the_record_reaches_the_horizons_it_was_made_for(frequency: str, furthest: int) -> None:
    inside = evidence_for(frequency, 30 if frequency == "quarterly" else 14, furthest)
    if frequency == "monthly":
        inside = evidence_for(frequency, 100, furthest)
    assert inside.enough
    assert inside.series >= LEAST_SERIES
    assert not inside.beyond
    assert inside.coverage_80 is not None
    assert 0.7 < inside.coverage_80 < 0.9


def test_past_the_record_is_extrapolated_and_past_twice_the_record_is_beyond() -> None:
    assert evidence_for("yearly", 14, 13).extrapolated
    assert not evidence_for("yearly", 14, 24).beyond
    assert evidence_for("yearly", 14, 25).beyond
    assert not evidence_for("yearly", 14, 25).enough


def test_very_short_and_weekly_series_have_no_record_of_their_own() -> None:
    assert evidence_for("yearly", 3, 1).extrapolated
    weekly = evidence_for("weekly", 200, 10)
    assert weekly.extrapolated
    assert not weekly.trusted_low


def test_probabilities_near_nothing_were_kept_where_there_are_many() -> None:
    found = evidence_for("monthly", 120, 6)
    assert found.trusted_low
    assert sum(decile.count for decile in found.reliability) > 1000
    for decile in found.reliability:
        assert 0 <= decile.happened <= 1


def test_every_bucket_counts_its_series() -> None:
    for entry in shipped()["classes"].values():
        for row in entry["lengths"]:
            ends = [bucket["to"] for bucket in row["horizons"]]
            assert ends == sorted(ends)
            assert all(b["forecasts"] >= b["series"] > 0 for b in row["horizons"])
            assert all(b["coverage_50"] < b["coverage_80"] < b["coverage_95"] for b in row["horizons"])


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(ValueError, match="fortnightly"):
        evidence_for("fortnightly", 20, 2)
