"""From a case to its need of a forecast, and from a need with a forecast to an assessment: nothing is fitted.

Whoever holds a forecast, a stored one too, can judge with what stands here; it needs numpy at most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from forecasting.assessment import Assessment, Evidence, Range, Reason
from forecasting.forecasts import Forecast
from forecasting.judging.case import Case
from forecasting.judging.deliveries import paths_told
from forecasting.judging.identity import seed_of
from forecasting.judging.levels import Judged, consider_level, judge_level, level_probability
from forecasting.judging.measuring import place_of, settled_figures, with_measures
from forecasting.judging.moving import deciding
from forecasting.judging.pairs import PAIRED, consider_pair
from forecasting.judging.ranking import consider_rank, judge_rank, rank_probability
from forecasting.judging.readiness import Need, refusal_before_data, refuse, skeleton
from forecasting.judging.standards import consider_standard, judge_standard, standard_probability
from forecasting.judging.statements import statement
from forecasting.judging.sustained import consider_sustained, judge_sustained, sustained_probability
from forecasting.judging.told import told
from forecasting.judging.totals import consider_total, judge_total, total_probability
from forecasting.judging.tracking import measured_track
from forecasting.judging.travelling import consider_travel, with_travel
from forecasting.judging.verdict import Record, conclude
from forecasting.targets import Kind
from forecasting.verdicts import Verdict

# Beyond the tested horizons the spread itself is uncertain by about this much either way.
NARROW, WIDE = 0.7, 1.4


def consider(case: Case) -> Assessment | Need:
    """Settle a case without a forecast where possible, else say what forecast it needs.

    A target without a threshold is refused, and needs a forecast only to tell its direction of travel
    (``Need.travels``).
    """
    settled = _considered(deciding(case))
    return consider_travel(case, settled) if isinstance(settled, Assessment) else settled


def _considered(case: Case) -> Assessment | Need:
    base = skeleton(case)
    refused = refusal_before_data(case, base)
    if refused is not None:
        return _with_plain_history(case, refused)
    if case.target.kind.is_cumulative:
        return consider_total(case, base)
    if case.target.kind is Kind.MAINTAIN:
        return consider_standard(case, base)
    if case.target.kind is Kind.SUSTAINED_STANDARD:
        return consider_sustained(case, base)
    if case.target.kind is Kind.RANK:
        return consider_rank(case, base)
    if case.target.kind in PAIRED:
        return consider_pair(case, base)
    return consider_level(case, base)


def _with_plain_history(case: Case, refused: Assessment) -> Assessment:
    if case.series is None or not case.charted:
        return refused
    plain = replace(refused, track=measured_track(case.series, None))
    if refused.reason is not Reason.SCOPE_DIFFERS:
        return plain
    # No verdict, but the way that the target asks for is still shown beside the history.
    shown = _considered(replace(case, target=replace(case.target, scope_one_way=False)))
    drawn = shown.base if isinstance(shown, Need) else shown
    if not drawn.track:
        return plain
    return replace(refused, track=drawn.track, resolved=drawn.resolved, required_value=drawn.required_value)


def standing(need: Need) -> Verdict:
    """The verdict that stands without a forecast: a breach is a fact."""
    return Verdict.NO_VERDICT if need.base.breached_since is None else Verdict.BREACHED


def finished(assessment: Assessment, case: Case, key: str) -> Assessment:
    """The assessment with its key, its evidence and its sentence, as it is kept."""
    evidence = assessment.evidence or Evidence(
        case.knowledge, case.releases, 0 if case.series is None else len(case.series), seed=seed_of(key)
    )
    complete = replace(assessment, key=key, evidence=evidence)
    if not case.charted:
        return complete
    complete = told(settled_figures(complete, case), case)
    if case.target.deliveries:
        complete = replace(complete, paths=paths_told(complete, case))
    return replace(complete, statement=statement(complete, case.target, case.indicator))


def beyond_evidence(need: Need) -> Assessment:
    """The refusal of a target that lies more than twice as far ahead as could be tested (policy §4).

    Instead of a probability, the required pace is put beside every pace ever achieved.
    """
    text = "The target lies more than twice as far ahead as the horizons that could be tested."
    base = replace(need.base, pace=place_of(need)) if need.case.charted else need.base
    return refuse(base, Reason.HORIZON_TOO_LONG, text, verdict=standing(need))


def conclude_with(
    need: Need,
    main: Forecast,
    *,
    variants: Mapping[str, Forecast],
    record: Record,
    code_version: str,
    key: str,
) -> Assessment:
    """The finished assessment that a forecast gives.

    ``main`` is the forecast of the default treatment, ``variants`` those of every treatment by name (``main``
    among them, or none where no sensitivity is wanted), ``record`` the backtest record of forecasts like this
    one. A ``record`` that is ``beyond`` refuses.
    """
    if need.travels:
        told_so_far = need.base if record.beyond else with_travel(need, main, record)
        return finished(told_so_far, need.case, key)
    if record.beyond:
        return finished(beyond_evidence(need), need.case, key)
    judged = with_measures(need, main, judged_with(need, main), record)
    treatments = [
        (name, judged.probability if variant is main else probability_of(need, variant))
        for name, variant in variants.items()
    ]
    widened = [replace(main, margins=main.margins.widened(f)) for f in (NARROW, WIDE)]
    ends = [probability_of(need, one) for one in widened] if record.extrapolated else []
    return _told(need, main, judged, treatments, ends, record=record, code_version=code_version, key=key)


def conclude_rank(
    need: Need,
    main: Sequence[Forecast],
    *,
    variants: Mapping[str, Sequence[Forecast]],
    record: Record,
    code_version: str,
    key: str,
) -> Assessment:
    """The finished assessment of a rank, from the forecasts of the series itself and of its peers, in that order."""
    judged = judge_rank(need, main)
    treatments = [
        (name, judged.probability if variant is main else rank_probability(need, variant))
        for name, variant in variants.items()
    ]
    widened = [[replace(one, margins=one.margins.widened(f)) for one in main] for f in (NARROW, WIDE)]
    ends = [rank_probability(need, some) for some in widened] if record.extrapolated else []
    return _told(need, main[0], judged, treatments, ends, record=record, code_version=code_version, key=key)


def _told(
    need: Need,
    main: Forecast,
    judged: Judged,
    treatments: Sequence[tuple[str, float]],
    ends: Sequence[float],
    *,
    record: Record,
    code_version: str,
    key: str,
) -> Assessment:
    """The assessment with its verdict, its evidence and what may be printed."""
    spread = None
    if ends:
        spread = Range(min(*ends, judged.probability), max(*ends, judged.probability))
    evidence = Evidence(
        knowledge=need.case.knowledge,
        releases=need.case.releases,
        observations=main.observations,
        engine=main.engine,
        models=main.models,
        seed=main.seed,
        code_version=code_version,
        horizon=need.steps,
        record=record.text,
        record_series=record.series,
        coverage_80=record.coverage_80,
        brier=record.brier,
        extrapolated=record.extrapolated,
    )
    concluded = conclude(need, judged, record=record, evidence=evidence, treatments=treatments, spread=spread)
    return finished(concluded, need.case, key)


def judged_with(need: Need, forecast: Forecast) -> Judged:
    """The numbers of a need under a forecast, by the rules of the target's kind."""
    if need.case.target.kind.is_cumulative:
        return judge_total(need, forecast)
    if need.case.target.kind is Kind.MAINTAIN:
        return judge_standard(need, forecast)
    if need.case.target.kind is Kind.SUSTAINED_STANDARD:
        return judge_sustained(need, forecast)
    return judge_level(need, forecast)


def probability_of(need: Need, forecast: Forecast) -> float:
    """The probability alone, for treatments beside the headline."""
    if need.case.target.kind.is_cumulative:
        return total_probability(need, forecast)
    if need.case.target.kind is Kind.MAINTAIN:
        return standard_probability(need, forecast)
    if need.case.target.kind is Kind.SUSTAINED_STANDARD:
        return sustained_probability(need, forecast)
    return level_probability(need, forecast)
