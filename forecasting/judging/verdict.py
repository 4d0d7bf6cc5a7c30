"""From a probability to a verdict, with what may be printed and how sure we are of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forecasting.assessment import Assessment, Confidence, Evidence, Knowledge, Range, Sensitivity
from forecasting.findings import Finding, FindingCode, Severity
from forecasting.judging.levels import Judged
from forecasting.judging.readiness import Need
from forecasting.judging.statements import percent_shown
from forecasting.verdicts import Verdict, chance_in_words, likelihood, verdict_of

_TELLING_POINTS = 0.10
_EXTREME = 0.10
# The record is kept by tenths of probability and their middle is what was tested: nothing is known of the
# outer half of an outer tenth by itself.
_FINEST = 0.05


@dataclass(frozen=True, slots=True)
class Record:
    """What the backtest says of forecasts like this one.

    ``series`` independent series stand behind it; ``trusted_low`` and ``trusted_high`` say whether
    probabilities under 10% and over 90% have come true as often as said; ``extrapolated`` that the
    horizon lies beyond the longest one with enough series, ``beyond`` beyond twice that.
    """

    text: str = ""
    series: int = 0
    coverage_80: float | None = None
    brier: float | None = None
    trusted_low: bool = False
    trusted_high: bool = False
    extrapolated: bool = False
    beyond: bool = False


def sensitivity_of(probabilities: Sequence[tuple[str, float]]) -> Sensitivity | None:
    """The range of the probability over the declared treatments, and whether it must be told."""
    if len(probabilities) < 2:
        return None
    values = [p for _, p in probabilities]
    low, high = min(values), max(values)
    crosses = verdict_of(low) is not verdict_of(high)
    return Sensitivity(tuple(probabilities), low, high, telling=crosses or high - low > _TELLING_POINTS)


def _extreme(probability: float, record: Record) -> tuple[str, str] | None:
    """ "under 10%" and "over 90%" where the evidence for extreme probabilities is missing."""
    if probability < _EXTREME and (not record.trusted_low or probability < _FINEST):
        return "under 10%", "less than 1 in 10"
    if probability > 1 - _EXTREME and (not record.trusted_high or probability > 1 - _FINEST):
        return "over 90%", "more than 9 in 10"
    return None


def shown_with(probability: float, record: Record) -> tuple[str, str]:
    """A probability as it may be printed, and in words: an outer tenth as such where its record bears no more."""
    return _extreme(probability, record) or (percent_shown(probability), chance_in_words(probability))


def _shown(judged: Judged, spread: Range | None, record: Record) -> tuple[str, str]:
    p = judged.probability
    if judged.certain:
        return ("100%", "certain") if p == 1 else ("0%", "none")
    if record.extrapolated and spread is not None:
        # Where the evidence ends there is none for extremes either.
        untested = Record()
        (low, low_words), (high, high_words) = (
            _extreme(end, untested) or (percent_shown(end), chance_in_words(end))
            for end in (spread.low, spread.high)
        )
        shown = low if low == high else f"{low} to {high}"
        if low_words == high_words:
            return shown, low_words
        return shown, f"between {low_words} and {high_words}".replace("about ", "")
    return shown_with(p, record)


def confidence_of(need: Need, record: Record, sensitivity: Sensitivity | None) -> Confidence:
    """Analytical confidence: low where evidence ends, data are few or the treatment decides."""
    if need.short or record.extrapolated or (sensitivity is not None and sensitivity.telling):
        return Confidence.LOW
    if need.effective < 15 or need.prepared.partial or need.case.knowledge is Knowledge.PSEUDO_REAL_TIME:
        return Confidence.MODERATE
    return Confidence.HIGH


def conclude(
    need: Need,
    judged: Judged,
    *,
    record: Record,
    evidence: Evidence,
    treatments: Sequence[tuple[str, float]],
    spread: Range | None,
) -> Assessment:
    """The finished assessment of a live target.

    The verdict is a pure function of the probability (and of how few the data are); an open breach of
    a standard stays a breach whatever the chance of return.
    """
    sensitivity = None if judged.certain else sensitivity_of(treatments)
    findings: list[Finding] = []
    if sensitivity is not None and sensitivity.telling:
        findings.append(
            Finding(
                FindingCode.SENSITIVE,
                f"{percent_shown(sensitivity.low)} to {percent_shown(sensitivity.high)} depending on how the data are treated.",
                Severity.CAUTION,
            )
        )
    if record.extrapolated:
        findings.append(
            Finding(
                FindingCode.EXTRAPOLATED,
                "The target lies further ahead than the tested horizons reach.",
                Severity.CAUTION,
            )
        )
    base = judged.assessment
    shown, chance = _shown(judged, spread, record)
    if judged.certain:
        verdict = Verdict.MET if judged.probability == 1 else Verdict.MISSED
    elif base.breached_since is not None:
        verdict = Verdict.BREACHED
    else:
        verdict = verdict_of(judged.probability, short_data=need.short)
    return replace(
        base,
        verdict=verdict,
        probability=judged.probability,
        probability_range=spread if record.extrapolated else None,
        probability_error=None if judged.certain else judged.error,
        probability_shown=shown,
        chance=chance,
        certain=judged.certain,
        likelihood=None if judged.certain else likelihood(judged.probability),
        confidence=confidence_of(need, record, sensitivity),
        sensitivity=sensitivity,
        evidence=evidence,
        findings=(*base.findings, *findings),
    )
