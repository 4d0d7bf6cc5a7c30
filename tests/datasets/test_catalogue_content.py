"""The bundled catalogue: complete, and what it decides on purpose."""

from collections import Counter

from datasets.catalogue import Evidence, MilestoneBasis, Unrateable
from forecasting.targets import Comparator, Kind, Scope, TargetStatus


def test_every_mission_indicator_and_target_is_there(catalogue):
    assert (len(catalogue.missions), len(catalogue.indicators), len(catalogue.targets)) == (36, 194, 126)
    assert sum(len(entry.breaks) for entry in catalogue.indicators.values()) == 127
    assert sum(len(entry.milestones) for entry in catalogue.targets.values()) == 20


def test_every_mission_has_a_target_and_the_five_of_the_united_kingdom_come_first(catalogue):
    assert all(list(catalogue.targets_of(mission)) for mission in catalogue.missions)
    assert list(catalogue.missions)[:5] == [
        "uk-growth",
        "uk-nhs",
        "uk-safer-streets",
        "uk-opportunity",
        "uk-clean-energy",
    ]


def test_a_file_gives_only_reasons_of_definition(catalogue):
    found = {id_: entry.unrateable.reason for id_, entry in catalogue.targets.items() if entry.unrateable}
    assert Counter(found.values()) == {
        Unrateable.NO_TARGET_SET: 9,
        Unrateable.NO_METRIC: 5,
        Unrateable.METRIC_UNCLEAR: 3,
        Unrateable.NO_THRESHOLD: 2,
        Unrateable.COUNTERFACTUAL: 1,
        Unrateable.BASIS_CHANGED: 1,
    }
    directional = {id_ for id_, entry in catalogue.targets.items() if entry.kind is Kind.DIRECTIONAL}
    assert directional == {id_ for id_, reason in found.items() if reason is Unrateable.NO_TARGET_SET}
    # The lack of figures is worked out, never written down.
    assert not {"nhs-62d-75-2026", "energy-cp2030-95", "scot-nhs-52w-2026", "aus-ctg-1"} & set(found)


def test_carbon_budgets_with_aviation_and_shipping_are_known_to_differ_one_way(catalogue):
    one_way = {id_ for id_, entry in catalogue.targets.items() if entry.scope_known_one_way}
    assert one_way == {"uk-cb6", "uk-cb7", "uk-netzero-2050"}
    assert all(catalogue.targets[id_].scope is Scope.NARROWER for id_ in one_way)
    assert {catalogue.targets[id_].scope for id_ in ("uk-cb4", "uk-cb5")} == {Scope.OFFICIAL}


def test_proxies_are_called_so(catalogue):
    proxies = {id_ for id_, entry in catalogue.targets.items() if entry.scope is Scope.PROXY}
    assert {
        "uk-growth-rhdi",
        "energy-cp2030-95-proxy",
        "aus-re82-2030-proxy",
        "sst-knife-halve",
        "edu-disadv-gap-halve",
        "camden-diversity-2030",
        "camden-youth-2025",
        "camden-food-2030",
        "camden-estates-2030",
    } <= proxies
    assert all(catalogue.targets[id_].scope_note for id_ in proxies)


def test_kinds_follow_the_policy(catalogue):
    targets = catalogue.targets
    # Above the level at the start is an absolute change of more than nothing.
    for id_ in ("uk-growth-rhdi", "uk-growth-gdp-pc"):
        assert (targets[id_].kind, targets[id_].comparator, targets[id_].value) == (
            Kind.CHANGE_ABSOLUTE,
            Comparator.ABOVE,
            0,
        )
    # A running total is judged as a level.
    for id_ in ("uk-nsip-150", "vax-top4-2021", "aus-homes-1.2m"):
        assert targets[id_].kind is Kind.LEVEL
        assert catalogue.indicators[targets[id_].indicator].monotone
    # A published gap is a level; a rate floor is a standard to maintain over its window.
    assert targets["edu-disadv-gap-halve"].kind is Kind.LEVEL
    assert targets["homes-300k-rate"].kind is Kind.MAINTAIN
    assert targets["homes-300k-rate"].window is not None
    # The legal standard stands, without an end.
    standing = targets["nhs-rtt92-std"]
    assert (standing.kind, standing.status, standing.outcome) == (Kind.MAINTAIN, TargetStatus.LIVE, None)
    assert standing.window is not None
    assert standing.window.end is None


def test_the_homes_window_runs_from_the_opening_of_parliament(catalogue):
    target = catalogue.targets["uk-homes-1.5m"]
    assert (str(target.window.start), str(target.window.end)) == ("2024-07-09", "2029-08-31")
    assert target.observed_by == "homes_since_2024_07_09_estimate"
    assert catalogue.indicators[target.indicator].frequency.value == "FY"


def test_counters_say_when_they_stood_at_nothing(catalogue):
    origins = {
        id_: str(e.origin.date) for id_, e in catalogue.indicators.items() if e.origin and e.origin.value == 0
    }
    assert origins["nsip_decisions_since_2024_07"] == "2024-07-05"
    assert origins["homes_since_2024_07_09_estimate"] == "2024-07-09"


def test_net_emissions_may_fall_below_nothing(catalogue):
    for id_ in ("uk_ghg_territorial", "uk_net_carbon_account", "uk_ghg_territorial_lulucf", "ghg_per_head"):
        assert catalogue.indicators[id_].lower is None


def test_unconfirmed_numbers_are_marked(catalogue):
    marked = {id_ for id_, entry in catalogue.targets.items() if entry.evidence is Evidence.UNVERIFIED}
    assert {"nhs-ae-85-2029", "uk-cb6", "uk-ndc-2035-81"} <= marked


def test_totals_and_averages_on_the_way_are_not_points_of_the_series(catalogue):
    entry = catalogue.targets["uk-netzero-2050"]
    assert {milestone.basis for milestone in entry.milestones} == {MilestoneBasis.TOTAL}


def test_every_released_figure_lies_inside_the_bounds_and_every_counter_rises(catalogue, statistics):
    from datasets.releases import known_by_series

    lags = {id_: entry.lag_days for id_, entry in catalogue.indicators.items()}
    known = known_by_series(statistics.observations, as_of=None, lag_days=lags, bases=statistics.bases)
    for (indicator, _), series in known.items():
        if catalogue.indicators[indicator].monotone:
            values = [item.observation.value for item in series]
            assert values == sorted(values), indicator


def test_what_others_said_was_said_while_the_target_ran_and_can_be_looked_up(catalogue):
    said = [(target, call) for target in catalogue.targets.values() for call in target.calls]
    assert len(said) == 89
    assert len({target.id for target, _ in said}) == 47
    for target, call in said:
        assert "http" in call.citation, target.id
        known = target.outcome.recorded if target.outcome is not None else None
        if known is not None:
            assert call.date.day < known.day, target.id
        if target.announced is not None:
            assert call.date.day > target.announced.day.replace(month=1, day=1), target.id
    for target in catalogue.targets.values():
        days = [(call.date, call.by) for call in target.calls]
        assert len(days) == len(set(days)), target.id
