"""Standards that must hold in every period: breached since when, back within it with what chance (policy, 6 and 10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from scipy.stats import norm

from forecasting.assessment import Assessment, Outcome, Reason
from forecasting.findings import FindingCode
from forecasting.forecasts import Forecast
from forecasting.judging.case import Case
from forecasting.judging.concluding import consider
from forecasting.judging.readiness import Need
from forecasting.judging.standards import breach_since, judge_standard, standard_probability
from forecasting.judging.threshold import Threshold
from forecasting.periods import Period
from forecasting.targets import Comparator, Window
from forecasting.verdicts import Verdict

MakeCase = Callable[..., Case]
MakeForecast = Callable[..., Forecast]
LAW = Window(date(2012, 4, 1))


def standard(case: MakeCase, values: object, **fields: object) -> Case:
    """At least 92 in every year from April 2012 on, with no end, unless said otherwise."""
    words: dict[str, object] = {
        "kind": "maintain", "comparator": ">=", "value": 92.0, "first": "2010", "window": LAW, "as_of": "2020-06-30",
        "indicator": {"lower": 0.0, "upper": 100.0, "unit": "percent"},
    }  # fmt: skip
    return case(values, **{**words, **fields})


def settled(made: Case) -> Assessment:
    found = consider(made)
    if isinstance(found, Need) and found.travels:  # refused, whatever is told of its direction
        return found.base
    assert isinstance(found, Assessment)
    return found


def needed(made: Case) -> Need:
    found = consider(made)
    assert isinstance(found, Need)
    return found


WITHIN = [90.0, 91.0, 93.0, 94.0, 94.5, 94.0, 93.5, 93.0, 93.0, 92.5]
BREACHED = [90.0, 91.0, 93.0, 94.0, 94.5, 94.0, 91.5, 93.0, 89.0, 88.0]
TODAY = "2020-06-30"


def test_a_standing_standard_is_breached_since_the_first_period_of_the_open_breach(
    case: MakeCase, forecast_for: MakeForecast
) -> None:
    made = needed(standard(case, BREACHED))
    assert str(made.base.breached_since) == "2018"
    # No end: the chance of being back within it a year from the newest figure.
    assert (made.steps, str(made.resolved)) == (1, "2020")
    judged = judge_standard(made, forecast_for(made, mean=90, sd=2))
    assert judged.probability == pytest.approx(norm.sf(92, 90, 2), abs=1e-3)
    assert judged.probability == standard_probability(made, forecast_for(made, mean=90, sd=2))
    assert judged.assessment.rates is not None
    assert judged.assessment.rates.required == pytest.approx(4.0)
    assert judged.assessment.gap_now is not None
    assert judged.assessment.gap_now.value == pytest.approx(4.0)


def test_within_the_standard_the_chance_is_of_holding_throughout(
    case: MakeCase, forecast_for: MakeForecast
) -> None:
    until = Window(date(2012, 4, 1), date(2023, 12, 31))
    made = needed(standard(case, WITHIN[2:], first="2012", window=until))
    assert made.base.breached_since is None
    assert made.steps == 4
    forecast = forecast_for(made, mean=93, sd=[0.5, 0.7, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4])
    judged = judge_standard(made, forecast)
    paths = forecast.paths().values[:, :4]
    held = np.all(paths >= 92, axis=1)
    assert judged.probability == pytest.approx((held.sum() + 0.5) / (len(held) + 1))
    # Holding throughout is no likelier than being within it in any one year.
    for h in range(4):
        assert judged.probability <= 1 - forecast.margins.below(h, 92.0) + 1 / len(held)
    assert standard_probability(made, forecast) == pytest.approx(judged.probability, abs=1e-3)
    # The date told is that of the first breach.
    attained = judged.assessment.attainment
    assert attained is not None
    breached_by = dict(attained.by_period)[Period.parse("2023")]
    assert breached_by == pytest.approx(1 - judged.probability, abs=1e-3)


def test_a_standard_with_an_end_once_missed_can_no_longer_be_met(case: MakeCase) -> None:
    until = Window(date(2012, 4, 1), date(2025, 12, 31))
    made = standard(case, BREACHED[2:], first="2012", window=until)
    found = settled(made)
    assert found.verdict is Verdict.BREACHED
    assert (found.probability, found.certain) == (0.0, True)
    assert str(found.breached_since) == "2016"
    assert FindingCode.DATE_RESOLVED in [f.code for f in found.findings]


@pytest.mark.parametrize(
    ("values", "verdict", "period"),
    [(WITHIN[2:], Verdict.MET, "2019"), (BREACHED[2:], Verdict.MISSED, "2019")],
)
def test_a_past_standard_has_its_outcome(
    case: MakeCase, values: list[float], verdict: Verdict, period: str
) -> None:
    until = Window(date(2012, 4, 1), date(2019, 12, 31))
    found = settled(standard(case, values, first="2012", window=until, as_of=TODAY))
    assert found.verdict is verdict
    assert found.probability is None
    assert found.outcome is not None
    assert str(found.outcome.period) == period


def test_a_past_standard_without_its_last_figure_waits_or_takes_the_record(case: MakeCase) -> None:
    until = Window(date(2012, 4, 1), date(2020, 12, 31))
    fields = {"first": "2012", "window": until, "as_of": "2021-01-31"}
    assert settled(standard(case, WITHIN[2:], **fields)).verdict is Verdict.AWAITING_OUTCOME
    recorded = Outcome(Period.parse("2020"), 93.0, met=True, source="A statement")
    told = settled(standard(case, WITHIN[2:], known={"recorded": recorded}, **fields))
    assert (told.verdict, told.outcome) == (Verdict.MET, recorded)
    # A miss on the way decides without the last figure.
    assert settled(standard(case, BREACHED[2:], **fields)).verdict is Verdict.MISSED


def test_what_lay_before_the_standard_is_no_breach(case: MakeCase) -> None:
    made = needed(standard(case, [80.0, 85.0, *WITHIN[2:]]))
    assert made.base.breached_since is None


def test_a_breach_is_a_fact_even_where_nothing_can_be_said_of_its_end(case: MakeCase) -> None:
    found = settled(standard(case, [90.0, 91.0], first="2018"))
    assert (found.verdict, found.reason) == (Verdict.BREACHED, Reason.TOO_SHORT)
    assert found.probability is None
    assert str(found.breached_since) == "2018"
    kept = settled(standard(case, [93.0, 94.0], first="2018"))
    assert (kept.verdict, kept.reason) == (Verdict.NO_VERDICT, Reason.TOO_SHORT)


@pytest.mark.parametrize(
    ("values", "since"),
    [([93.0, 92.0], None), ([91.9, 92.0], None), ([93.0, 91.9], 1), ([91.0, 91.9], 0), ([], None)],
)
def test_the_open_breach(values: list[float], since: int | None) -> None:
    start = Period.parse("2018")
    observed = [(start + k, v) for k, v in enumerate(values)]
    found = breach_since(observed, Threshold(Comparator.AT_LEAST, 92.0))
    assert found == (None if since is None else start + since)


def test_a_ceiling_is_a_standard_too(case: MakeCase, forecast_for: MakeForecast) -> None:
    made = needed(standard(case, [10.0, 9.0, 8.0, 9.5, 12.0], first="2015", comparator="<=", value=10.0))
    assert str(made.base.breached_since) == "2019"
    judged = judge_standard(made, forecast_for(made, mean=11, sd=1))
    assert judged.probability == pytest.approx(norm.cdf(10, 11, 1), abs=1e-3)
    assert judged.assessment.gap_now is not None
    assert judged.assessment.gap_now.value == pytest.approx(2.0)


def test_holding_longer_is_never_likelier(case: MakeCase, forecast_for: MakeForecast) -> None:
    chances = []
    for year in range(2020, 2027):
        until = Window(date(2012, 4, 1), date(year, 12, 31))
        made = needed(standard(case, WITHIN[2:], first="2012", window=until))
        chances.append(standard_probability(made, forecast_for(made, mean=93, sd=1)))
    assert chances == sorted(chances, reverse=True)
    assert np.diff(chances).max() <= 0


def test_a_standard_without_figures_has_nothing_to_say(case: MakeCase) -> None:
    assert settled(standard(case, [])).reason is Reason.NO_DATA
    assert settled(standard(case, WITHIN, value=None)).reason is Reason.NO_TARGET_SET
