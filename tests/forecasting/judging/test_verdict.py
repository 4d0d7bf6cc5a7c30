"""From a probability to what is printed: evidence, extremes, ranges, treatments, confidence (policy, 2, 3, 4, 10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from forecasting.assessment import CURRENT_COURSE, Assessment, Confidence, Evidence, Knowledge, Range
from forecasting.findings import FindingCode
from forecasting.judging.case import Case
from forecasting.judging.concluding import consider
from forecasting.judging.levels import Judged
from forecasting.judging.readiness import Need
from forecasting.judging.statements import percent_shown
from forecasting.judging.verdict import Record, conclude, sensitivity_of
from forecasting.periods import Period
from forecasting.verdicts import Verdict

MakeCase = Callable[..., Case]
TRUSTED = Record("a record", 400, 0.80, 0.15, trusted_low=True, trusted_high=True)
Conclude = Callable[..., Assessment]


@pytest.fixture
def concluded(case: MakeCase) -> Conclude:
    def make(
        probability: float,
        *,
        record: Record = TRUSTED,
        certain: bool = False,
        count: int = 20,
        treatments: Sequence[tuple[str, float]] = (),
        spread: Range | None = None,
        breached: bool = False,
        knowledge: Knowledge = Knowledge.CURRENT,
        breaks: Sequence[tuple[str, str, str]] = (),
    ) -> Assessment:
        made = case(
            [50.0 + k % 3 for k in range(count)],
            first=str(2020 - count),
            period="2025",
            known={"knowledge": knowledge},
            breaks=breaks,
        )
        need = consider(made)
        assert isinstance(need, Need)
        base = need.base
        if breached:
            base = replace(base, breached_since=Period.parse("2018"))
        return conclude(
            need,
            Judged(base, probability, 0.004, certain),
            record=record,
            evidence=Evidence(knowledge),
            treatments=treatments or [("default", probability)],
            spread=spread,
        )

    return make


@pytest.mark.parametrize(
    ("probability", "verdict"),
    [(0.6, "on_track"), (0.59, "uncertain"), (0.4, "uncertain"), (0.39, "off_track")],
)
def test_the_verdict_is_a_function_of_the_probability(
    concluded: Conclude, probability: float, verdict: str
) -> None:
    found = concluded(probability)
    assert found.verdict == verdict
    assert found.label_set == "v1"
    assert found.caveat == CURRENT_COURSE
    assert found.probability == probability
    assert found.probability_error == 0.004
    assert found.reason is None


@pytest.mark.parametrize(
    ("probability", "verdict"), [(0.75, "uncertain"), (0.95, "on_track"), (0.05, "off_track")]
)
def test_three_or_four_points_are_uncertain_unless_nearly_sure(
    concluded: Conclude, probability: float, verdict: str
) -> None:
    found = concluded(probability, count=4)
    assert found.verdict == verdict
    assert found.confidence is Confidence.LOW


@pytest.mark.parametrize(
    ("probability", "shown", "chance"),
    [
        (0.07, "under 10%", "less than 1 in 10"),
        (0.0999, "under 10%", "less than 1 in 10"),
        (0.10, "10%", "about 1 in 10"),
        (0.5, "50%", "about 1 in 2"),
        (0.90, "90%", "about 9 in 10"),
        (0.93, "over 90%", "more than 9 in 10"),
    ],
)
def test_without_evidence_for_extremes_none_is_printed(
    concluded: Conclude, probability: float, shown: str, chance: str
) -> None:
    found = concluded(probability, record=Record())
    assert (found.probability_shown, found.chance) == (shown, chance)


def test_evidence_for_one_end_frees_that_end_only(concluded: Conclude) -> None:
    low = Record(trusted_low=True)
    assert concluded(0.07, record=low).probability_shown == "7%"
    assert concluded(0.97, record=low).probability_shown == "over 90%"
    assert concluded(0.94).probability_shown == "94%"


def test_no_number_is_printed_beyond_the_middle_of_a_tested_tenth(concluded: Conclude) -> None:
    assert concluded(0.02).probability_shown == "under 10%"
    assert concluded(0.97).probability_shown == "over 90%"
    assert concluded(0.02).probability == 0.02


@pytest.mark.parametrize(
    ("probability", "shown"),
    [(0.002, "less than 1%"), (0.0149, "1%"), (0.985, "98%"), (0.9951, "more than 99%")],
)
def test_a_percentage_never_claims_what_is_not_certain(probability: float, shown: str) -> None:
    assert percent_shown(probability) == shown


@pytest.mark.parametrize(
    ("probability", "verdict", "shown"), [(1.0, Verdict.MET, "100%"), (0.0, Verdict.MISSED, "0%")]
)
def test_only_what_is_certain_is_0_or_1(
    concluded: Conclude, probability: float, verdict: Verdict, shown: str
) -> None:
    found = concluded(probability, certain=True, treatments=[("default", probability), ("other", 0.4)])
    assert (found.verdict, found.probability_shown, found.certain) == (verdict, shown, True)
    assert found.sensitivity is None
    assert found.likelihood is None
    assert found.probability_error is None


def test_beyond_the_tested_horizons_a_range_is_told_with_low_confidence(concluded: Conclude) -> None:
    record = replace(TRUSTED, extrapolated=True)
    found = concluded(0.22, record=record, spread=Range(0.12, 0.33))
    assert found.probability_range == Range(0.12, 0.33)
    assert found.probability_shown == "12% to 33%"
    assert found.chance == "between 1 in 8 and 1 in 3"
    assert found.confidence is Confidence.LOW
    assert FindingCode.EXTRAPOLATED in [f.code for f in found.findings]


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (0.02, 0.33, "under 10% to 33%"),
        (0.02, 0.06, "under 10%"),
        (0.95, 0.99, "over 90%"),
        (0.60, 0.95, "60% to over 90%"),
    ],
)
def test_a_range_claims_no_more_at_its_ends(concluded: Conclude, low: float, high: float, shown: str) -> None:
    record = replace(TRUSTED, extrapolated=True)
    assert concluded((low + high) / 2, record=record, spread=Range(low, high)).probability_shown == shown


def test_inside_the_tested_horizons_no_range_is_told(concluded: Conclude) -> None:
    found = concluded(0.22, spread=Range(0.1, 0.3))
    assert found.probability_range is None
    assert found.probability_shown == "22%"


@pytest.mark.parametrize(
    ("others", "telling"),
    [
        ([0.01, 0.13], True),  # more than ten points
        ([0.35, 0.42], True),  # across a verdict
        ([0.05, 0.14], False),
        ([0.61, 0.70], False),
        ([0.62, 0.721], True),
        ([0.30, 0.40], True),  # exactly ten points, and 40% is another verdict
        ([0.20, 0.30], False),  # exactly ten points
    ],
)
def test_the_range_over_treatments_is_told_where_it_matters(others: list[float], telling: bool) -> None:
    found = sensitivity_of([("default", others[0]), *((f"t{k}", p) for k, p in enumerate(others))])
    assert found is not None
    assert (found.low, found.high) == (min(others), max(others))
    assert found.telling is telling


def test_one_treatment_is_no_range() -> None:
    assert sensitivity_of([("default", 0.4)]) is None


def test_the_headline_is_always_the_default_treatment(concluded: Conclude) -> None:
    found = concluded(0.05, treatments=[("default", 0.05), ("exceptional period kept", 0.45)])
    assert found.probability == 0.05
    assert found.verdict is Verdict.OFF_TRACK
    assert found.sensitivity is not None
    assert found.sensitivity.telling
    message = next(f.message for f in found.findings if f.code is FindingCode.SENSITIVE)
    assert message == "5% to 45% depending on how the data are treated."
    assert found.confidence is Confidence.LOW


def test_an_open_breach_stays_a_breach_whatever_the_chance_of_return(concluded: Conclude) -> None:
    for probability in (0.05, 0.5, 0.95):
        assert concluded(probability, breached=True).verdict is Verdict.BREACHED


def test_confidence_falls_with_fewer_data_older_knowledge_and_breaks(concluded: Conclude) -> None:
    assert concluded(0.5).confidence is Confidence.HIGH
    assert concluded(0.5, count=10).confidence is Confidence.MODERATE
    assert concluded(0.5, knowledge=Knowledge.PSEUDO_REAL_TIME).confidence is Confidence.MODERATE
    assert concluded(0.5, breaks=[("2012", "method", "partly")]).confidence is Confidence.MODERATE
    assert concluded(0.5, count=4).confidence is Confidence.LOW


def test_the_phrase_goes_with_the_probability(concluded: Conclude) -> None:
    found = concluded(0.52)
    assert found.likelihood is not None
    assert (found.likelihood.words, found.likelihood.in_gap) == ("realistic possibility", True)
