"""Catalogue entries as the mathematics reads them."""

from datetime import date

import pytest

from datasets.catalogue import load_catalogue
from forecasting.targets import TargetStatus
from service.operations.domain import indicator_of, recorded_outcome, target_of


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


def test_planning_guidance_of_january_2025_was_known_in_june_2025(catalogue):
    target = target_of(catalogue.targets["nhs-rtt65-2026"], today=False)
    assert target.announced is not None
    assert target.announced <= date(2025, 6, 30)
    assert target.status_as_of(date(2025, 6, 30)) is TargetStatus.LIVE
    assert target.status_as_of(None) is TargetStatus.MET


@pytest.mark.parametrize(
    ("id_", "before", "after", "status"),
    [
        ("scot-ghg-2030-75", "2024-11-29", "2024-11-30", TargetStatus.REPEALED),
        ("rs-2022-halve", "2019-12-30", "2019-12-31", TargetStatus.SUPERSEDED),
        ("rs-2024-end", "2025-02-26", "2025-02-27", TargetStatus.MISSED),
    ],
)
def test_a_change_of_status_is_invisible_before_its_day(catalogue, id_, before, after, status):
    target = target_of(catalogue.targets[id_], today=False)
    assert target.status_as_of(date.fromisoformat(before)) is TargetStatus.LIVE
    assert target.status_as_of(date.fromisoformat(after)) is status


def test_a_restated_baseline_is_left_to_the_series(catalogue):
    target = target_of(catalogue.targets["uk-ndc-2030-68"], today=True)
    assert (str(target.baseline.period), target.baseline.value) == ("1990", None)


def test_every_entry_becomes_what_the_mathematics_reads(catalogue):
    for entry in catalogue.indicators.values():
        assert indicator_of(entry).id == entry.id
    for entry in catalogue.targets.values():
        assert target_of(entry, today=True).kind is entry.kind


def test_totals_on_the_way_are_not_points_of_the_series(catalogue):
    assert target_of(catalogue.targets["uk-netzero-2050"], today=True).milestones == ()


def test_an_undated_end_is_known_today_and_invisible_before(catalogue):
    entry = catalogue.targets["uk-cb2"]
    assert target_of(entry, today=True).status_as_of(date(2026, 1, 1)) is TargetStatus.MET
    assert target_of(entry, today=False).status_as_of(date(2026, 1, 1)) is TargetStatus.LIVE
    assert recorded_outcome(entry, as_of=date(2026, 1, 1)) is None
    known = recorded_outcome(entry, as_of=None)
    assert known is not None
    assert known.met


def test_an_outcome_is_invisible_before_it_was_recorded(catalogue):
    entry = catalogue.targets["nhs-rtt65-2026"]
    assert recorded_outcome(entry, as_of=date(2025, 6, 30)) is None
    known = recorded_outcome(entry, as_of=date(2026, 6, 30))
    assert known is not None
    assert known.met


def test_the_shapes_of_a_catalogue_are_those_of_the_mathematics():
    from datasets.catalogue.entries import PathShape
    from forecasting.trajectories import Shape

    assert [shape.value for shape in PathShape] == [shape.value for shape in Shape]
