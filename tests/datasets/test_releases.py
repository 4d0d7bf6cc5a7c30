"""What was known when: POLICY section 1, rule by rule."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.dates import KnownDate
from datasets.observation import Basis, BasisKind, Observation
from datasets.releases import Knowledge, default_as_of, known_as_of, known_by_series
from forecasting.frequency import Frequency
from forecasting.periods import Period

YEAR = Frequency.YEAR


def observation(year, value, published=None, basis=""):
    return Observation("i", "a", Period(YEAR, year), value, published=published, basis=basis)


def values(series):
    return {str(item.period): item.observation.value for item in series}


EDITIONS = [
    observation(2020, 10.0, date(2021, 3, 1)),
    observation(2020, 11.0, date(2022, 3, 1)),
    observation(2021, 20.0, date(2022, 3, 1)),
    observation(2022, 30.0),
]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2021, 2, 28), {}),
        (date(2021, 3, 1), {"2020": 10.0}),
        (date(2022, 2, 28), {"2020": 10.0}),
        (date(2022, 3, 1), {"2020": 11.0, "2021": 20.0}),
        (date(2023, 3, 31), {"2020": 11.0, "2021": 20.0, "2022": 30.0}),
        (None, {"2020": 11.0, "2021": 20.0, "2022": 30.0}),
    ],
)
def test_the_newest_edition_published_by_then_else_the_usual_lag(day, expected):
    known = known_as_of(EDITIONS, as_of=day, lag_days=90)
    assert values(known) == expected


def test_how_it_is_known_travels_with_each_value():
    known = known_as_of(EDITIONS, as_of=date(2023, 6, 1), lag_days=90)
    assert [item.knowledge for item in known] == [
        Knowledge.REAL_TIME,
        Knowledge.REAL_TIME,
        Knowledge.PSEUDO_REAL_TIME,
    ]
    assert [item.known_on for item in known] == [date(2022, 3, 1), date(2022, 3, 1), date(2023, 3, 31)]
    assert not known.real_time
    assert known.newest_information == date(2023, 3, 31)


def test_before_the_first_edition_the_earliest_one_held_counts():
    # A long history taken from one late edition: a literal filter would leave nothing.
    rows = [
        observation(2015, 1.0, date(2022, 1, 1)),
        observation(2015, 2.0, date(2024, 1, 1)),
        observation(2015, 3.0),
    ]
    (item,) = known_as_of(rows, as_of=date(2016, 6, 1), lag_days=90)
    assert (item.observation.value, item.knowledge) == (1.0, Knowledge.PSEUDO_REAL_TIME)


def test_without_a_known_lag_only_dated_editions_count():
    assert values(known_as_of(EDITIONS, as_of=date(2030, 1, 1), lag_days=None)) == {
        "2020": 11.0,
        "2021": 20.0,
    }


OLD = Basis(
    "i",
    "",
    "old",
    BasisKind.SUPERSEDED,
    KnownDate.parse("2022-06-30"),
    Period(YEAR, 2020),
    Period(YEAR, 2021),
)
BASED = [
    observation(2019, 1.0),
    observation(2020, 2.0, date(2021, 3, 1), "old"),
    observation(2021, 3.0, date(2022, 3, 1), "old"),
    observation(2022, 3.5, date(2022, 4, 1), "old"),
    observation(2020, 20.0, date(2022, 6, 30)),
    observation(2021, 30.0, date(2022, 6, 30)),
]


def test_bases_are_never_mixed():
    before = known_as_of(BASED, as_of=date(2022, 6, 29), lag_days=60, bases=[OLD])
    # 2019 belongs to both; 2022 lies after the break up to which the old basis may be used.
    assert values(before) == {"2019": 1.0, "2020": 2.0, "2021": 3.0}
    assert before.basis == "old"
    after = known_as_of(BASED, as_of=date(2022, 6, 30), lag_days=60, bases=[OLD])
    assert values(after) == {"2019": 1.0, "2020": 20.0, "2021": 30.0}
    assert after.basis == ""
    assert values(known_as_of(BASED, as_of=None, lag_days=60, bases=[OLD])) == values(after)


def test_the_new_basis_is_not_seen_early_through_the_lag():
    rows = [observation(2020, 2.0, date(2021, 3, 1), "old"), observation(2020, 20.0)]
    known = known_as_of(rows, as_of=date(2022, 1, 1), lag_days=60, bases=[OLD])
    assert values(known) == {"2020": 2.0}


def test_another_areas_basis_is_passed_over():
    elsewhere = Basis("i", "elsewhere", "old", BasisKind.SUPERSEDED, KnownDate.parse("2030"))
    assert values(known_as_of(EDITIONS, as_of=date(2022, 3, 1), lag_days=90, bases=[elsewhere])) == {
        "2020": 11.0,
        "2021": 20.0,
    }


def test_a_withdrawn_value_stays_withdrawn():
    gone = Basis("i", "", "withdrawn", BasisKind.WITHDRAWN, KnownDate.parse("2022-06-30"))
    rows = [observation(2020, 1.0, date(2021, 3, 1)), observation(2021, 9.0, date(2022, 3, 1), "withdrawn")]
    assert values(known_as_of(rows, as_of=date(2022, 6, 29), lag_days=60, bases=[gone])) == {
        "2020": 1.0,
        "2021": 9.0,
    }
    for day in (date(2022, 6, 30), date(2030, 1, 1), None):
        assert values(known_as_of(rows, as_of=day, lag_days=60, bases=[gone])) == {"2020": 1.0}


def test_the_default_day_is_the_newest_release_loaded():
    assert default_as_of(EDITIONS[:3], lag_days=90) == date(2022, 3, 1)
    assert default_as_of(EDITIONS, lag_days=90) == date(2023, 3, 31)
    assert default_as_of([], lag_days=90) is None


DAYS = st.dates(date(2010, 1, 1), date(2030, 1, 1))
ROWS = st.lists(
    st.builds(
        observation,
        st.integers(2005, 2028),
        st.integers(0, 9).map(float),
        st.none() | DAYS,
        st.sampled_from(["", "old"]),
    ),
    max_size=40,
)


@given(rows=ROWS, day=DAYS, lag=st.integers(0, 500))
def test_nothing_is_known_before_its_time(rows, day, lag):
    for item in known_as_of(rows, as_of=day, lag_days=lag, bases=[OLD]):
        row = item.observation
        if item.real_time:
            assert row.published is not None
            assert row.published <= day
        else:
            assert row.period.end + timedelta(days=lag) <= day
        assert item.known_on <= day


@given(rows=ROWS, day=DAYS, later=st.integers(0, 2000), lag=st.integers(0, 500))
def test_knowledge_only_grows_on_one_basis(rows, day, later, lag):
    rows = [row for row in rows if not row.basis]
    first = {item.period for item in known_as_of(rows, as_of=day, lag_days=lag)}
    then = {item.period for item in known_as_of(rows, as_of=day + timedelta(days=later), lag_days=lag)}
    assert first <= then


@given(rows=ROWS, day=DAYS, lag=st.integers(0, 500))
def test_one_value_a_period_oldest_first_on_one_basis(rows, day, lag):
    known = known_as_of(rows, as_of=day, lag_days=lag, bases=[OLD])
    periods = [item.period for item in known]
    assert periods == sorted(set(periods))
    bases = {item.observation.basis for item in known if item.period >= Period(YEAR, 2020)}
    assert len(bases) <= 1


def known(catalogue, statistics, indicator, area, day):
    rows = [o for o in statistics.observations if (o.indicator, o.area) == (indicator, area)]
    return values(
        known_as_of(
            rows, as_of=day, lag_days=catalogue.indicators[indicator].lag_days, bases=statistics.bases
        )
    )


def test_the_waiting_list_on_30_june_2025(catalogue, statistics):
    found = known(catalogue, statistics, "rtt_pct_within_18w", "E92000001", date(2025, 6, 30))
    assert max(found) == "2025-04"  # May appears after 42 days
    assert found["2025-04"] == 59.7326


def test_knife_crime_before_greater_manchester_was_included(catalogue, statistics):
    before = known(catalogue, statistics, "knife_enabled_crime", "K04000001", date(2024, 12, 31))
    assert before["YE-2020-03"] == 46_265
    assert max(before) == "YE-2020-03"  # old figures serve up to the break only
    after = known(catalogue, statistics, "knife_enabled_crime", "K04000001", date(2025, 1, 30))
    assert after["YE-2020-03"] == 55_170
    assert "YE-2019-12" not in after


def test_child_poverty_before_and_after_the_link_to_benefit_records(catalogue, statistics):
    def at(day):
        return known(catalogue, statistics, "child_poverty_rel_ahc_3yr_avg", "K02000001", day)

    assert at(date(2025, 6, 30))["2021/22-2023/24"] == 29.868
    assert at(date(2026, 3, 31))["2021/22-2023/24"] == 27.913
    assert "2019/20-2021/22" not in at(None)
    assert len(at(date(2025, 6, 30))) == 28


def test_scottish_persistent_poverty_depends_on_the_edition(catalogue, statistics):
    def at(day):
        return known(catalogue, statistics, "child_poverty_scot_persistent_pct", "S92000003", day)[
            "2019-2023"
        ]

    assert (at(date(2025, 6, 30)), at(date(2026, 4, 1))) == (23, 16)


def test_the_withdrawn_scottish_estimate(catalogue, statistics):
    def at(day):
        return known(catalogue, statistics, "child_poverty_scot_rel_ahc_pct", "S92000003", day)

    assert "2020/21" in at(date(2022, 12, 31))
    assert "2020/21" not in at(date(2023, 3, 23))
    assert "2020/21" not in at(None)


def test_no_rateable_target_is_emptied_in_the_middle_of_2025(catalogue, statistics):
    day = date(2025, 6, 30)
    lags = {id_: entry.lag_days for id_, entry in catalogue.indicators.items()}
    found = known_by_series(statistics.observations, as_of=day, lag_days=lags, bases=statistics.bases)
    for id_ in ("nhs-rtt92-2029", "uk-growth-gdp-pc", "uk-cb4", "edu-a8-50", "energy-cp2030-95-proxy"):
        target = catalogue.targets[id_]
        assert len(found[target.indicator, target.area]) >= 5, id_


def test_a_break_that_came_with_a_new_basis_is_invisible_before(catalogue):
    (change,) = [b for b in catalogue.indicators["knife_enabled_crime"].breaks if b.comparable.value == "no"]
    assert not change.concerns("K04000001", date(2024, 12, 31))
    assert change.concerns("K04000001", date(2025, 1, 30))
    assert change.concerns("K04000001", None)


def test_every_basis_of_the_bundled_figures_is_described(statistics):
    described = {(b.indicator, b.name) for b in statistics.bases}
    assert {(o.indicator, o.basis) for o in statistics.observations if o.basis} == described
    assert all(b.explanation and b.citation for b in statistics.bases)
