"""Targets on a rank among peers: all series are drawn together, and the rank is read from each draw.

Competition ranks (1, 2, 2, 4): one more than the number of peers that are strictly better. Values are compared as
published, rounded to the indicator's decimals, so that ties happen in the future as they do in the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from forecasting.assessment import Assessment, Gap, Outcome, Range, Reason, TrackPoint
from forecasting.findings import Finding, FindingCode, Severity
from forecasting.forecasts import Forecast
from forecasting.indicators import Direction
from forecasting.joint_paths import REPLICATES, draw_together
from forecasting.judging.attainment import first_passage
from forecasting.judging.case import Case, Companion, Role
from forecasting.judging.levels import Judged
from forecasting.judging.measuring import chances_of
from forecasting.judging.part import Part
from forecasting.judging.parts import association_of, named, part_of, starts_of, together
from forecasting.judging.readiness import Need, concluded, fit_for, refuse, without_value
from forecasting.judging.threshold import PLACES, Resolved, Threshold
from forecasting.judging.tracking import SHOWN, fan, projection
from forecasting.judging.words import RANK
from forecasting.measured import Placing
from forecasting.paths import Paths
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Comparator

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
# With many peers fewer draws, and none beyond the target date: the memory stays that of a few series.
_MANY = 12
_SIZE, _SMALL = 512, 128


def ranks_of(own: Floats, peers: Floats, *, direction: Direction) -> tuple[Counts, NDArray[np.bool_]]:
    """Competition rank of ``own`` (…,) among itself and ``peers`` (K, …), and whether it shares it with another."""
    better = peers > own if direction is Direction.INCREASE else peers < own
    return 1 + better.sum(axis=0), np.asarray((peers == own).any(axis=0))


def consider_rank(case: Case, base: Assessment) -> Assessment | Need:
    """Settle a rank from published figures, else say what forecasts it needs."""
    target, series, due = case.target, case.series, case.target.due
    others = _others(case, base)
    if isinstance(others, Assessment) or series is None or target.value is None or due is None:
        return (
            others
            if isinstance(others, Assessment)
            else refuse(base, Reason.NO_TARGET_SET, "No rank was set.")
        )
    comparator = Comparator.BELOW if target.comparator is Comparator.BELOW else Comparator.AT_MOST
    threshold = Threshold(comparator, target.value)
    history = _history(series, others, case.indicator.direction)
    if not history:
        return refuse(base, Reason.NO_DATA, "The series and its peers have no period in common.")
    base = _placed(case, base, history, resolved=series.last_period_ending_by(due))
    decided = next((place for period, place, _ in history if period == base.resolved), None)
    if decided is not None and base.resolved is not None:
        met = bool(threshold.met(float(decided)))
        return concluded(base, Outcome(base.resolved, float(decided), met, source="the series themselves"))
    waiting = without_value(case, base, due)
    if waiting is not None:
        return waiting
    need = fit_for(case, base, series, due)
    if isinstance(need, Assessment):
        return need
    horizon = need.horizon if len(others) < _MANY else need.steps
    last = need.series.period_at(need.series.step_of(need.prepared.origin) + horizon)
    parts: list[Part] = []
    entries: list[tuple[str, Series, Case | Companion]] = [(case.indicator.id, series, case)]
    entries += [(p.name, other, p) for p, other in zip(case.of_role(Role.PEER), others, strict=True)]
    for name, one, own in entries:
        part = part_of(name, one, own, need.base, until=last)
        if isinstance(part, Assessment):
            return part
        parts.append(part)
    return replace(
        need,
        parts=tuple(parts),
        horizon=horizon,
        resolution=Resolved(threshold),
        base=replace(need.base, together=together(association_of(parts))),
    )


def _others(case: Case, base: Assessment) -> list[Series] | Assessment:
    """The series of the peers, or why no rank can be read among them."""
    series, peers = case.series, case.of_role(Role.PEER)
    if series is None:
        return refuse(base, Reason.NO_DATA, "No figures are loaded for this indicator and area.")
    if case.indicator.direction is Direction.NEUTRAL:
        text = "A rank needs to know which way is better, and the indicator does not say."
        return refuse(base, Reason.DIRECTION_MISSING, text)
    if not peers:
        return refuse(base, Reason.NO_DATA, "A rank needs peers, and none are given.")
    others: list[Series] = []
    for peer in peers:
        found = named(peer, base)
        if isinstance(found, Assessment):
            return found
        if found.frequency is not series.frequency:
            text = f"“{peer.name}” is measured by {found.frequency.words}, the target's own series is not."
            return refuse(base, Reason.SERIES_NOT_ALIKE, text)
        others.append(found)
    return others


def _placed(
    case: Case, base: Assessment, history: Sequence[tuple[Period, int, int]], *, resolved: Period
) -> Assessment:
    """The assessment in ranks instead of the indicator's unit."""
    latest, rank, tied = history[-1]
    count = len(case.of_role(Role.PEER)) + 1
    return replace(
        base,
        unit=RANK,
        resolved=resolved,
        required_value=case.target.value,
        latest_period=latest,
        latest_value=float(rank),
        placing=Placing(latest, rank, count, tied),
        track=tuple(TrackPoint(period, actual=float(place)) for period, place, _ in history)
        if case.charted
        else (),
        findings=(*base.findings, _peers(case, count)),
    )


def _peers(case: Case, count: int) -> Finding:
    text = f"Ranked among {count} by competition rank: equal figures share the better place."
    if case.indicator.decimals is None:
        text += " How many decimals are published is not known, so that ties are not foreseen."
        return Finding(FindingCode.PEERS, text, Severity.CAUTION)
    return Finding(FindingCode.PEERS, text)


def _history(series: Series, others: Sequence[Series], direction: Direction) -> list[tuple[Period, int, int]]:
    """The rank, and how many share it, in every period that all have."""
    rows = []
    for period, value in zip(series.periods, series.values.tolist(), strict=True):
        values = [other.value_at(period) for other in others]
        known = [one for one in values if one is not None]
        if len(known) < len(values):
            continue
        peers = _compared(np.array(known), series)
        rank, _ = ranks_of(_compared(np.array(value), series), peers, direction=direction)
        tied = int((peers == _compared(np.array(value), series)).sum())
        rows.append((period, int(rank), tied))
    return rows


def _compared(values: Floats, series: Series) -> Floats:
    decimals = series.indicator.decimals
    return np.asarray(np.round(values, PLACES if decimals is None else decimals))


def _drawn(need: Need, forecasts: Sequence[Forecast]) -> tuple[Counts, NDArray[np.bool_]]:
    """Ranks and ties, each (N, H), from the own series' next period on."""
    origin = need.series.step_of(need.prepared.origin)
    periods = [need.series.period_at(origin + step) for step in range(1, need.horizon + 1)]
    paths = draw_together(
        forecasts,
        association_of(need.parts).correlation,
        seed=forecasts[0].seed,
        starts=starts_of(need.parts, forecasts, periods[0]),
        size=_SIZE if len(forecasts) <= _MANY else _SMALL,
    )
    ranks = np.empty((len(paths[0]), len(periods)), dtype=np.int64)
    tied = np.empty(ranks.shape, dtype=bool)
    for column, period in enumerate(periods):
        values = np.stack(
            [
                one[:, step - 1]
                if (step := part.step(period)) >= 1
                else np.full(len(one), part.known(period))
                for part, one in zip(need.parts, paths, strict=True)
            ]
        )
        values = _compared(values, need.series)
        ranks[:, column], tied[:, column] = ranks_of(
            values[0], values[1:], direction=need.case.indicator.direction
        )
    return ranks, tied


def _threshold(need: Need) -> Threshold:
    if need.resolution.threshold is None:
        raise ValueError("a rank reaches a forecast only with a threshold")
    return need.resolution.threshold


def rank_probability(need: Need, forecasts: Sequence[Forecast]) -> float:
    """The probability of the rank asked for, from draws of all series together."""
    ranks, _ = _drawn(need, forecasts)
    met = _threshold(need).met(ranks[:, need.steps - 1].astype(float))
    return Paths(ranks.astype(float), REPLICATES).probability(met)[0]


def judge_rank(need: Need, forecasts: Sequence[Forecast]) -> Judged:
    """The probability of the rank asked for, with the chance of every rank, of a tie, and of the date."""
    threshold, ahead = _threshold(need), need.steps
    ranks, tied = _drawn(need, forecasts)
    met = threshold.met(ranks.astype(float))
    paths = Paths(ranks.astype(float), REPLICATES)
    probability, error = paths.probability(met[:, ahead - 1])
    quantiles = np.quantile(ranks, SHOWN, axis=0, method="inverted_cdf").T.astype(float)
    periods = [forecasts[0].period_at(k) for k in range(1, need.horizon + 1)]
    spot = quantiles[ahead - 1]
    count = len(need.parts)
    places = np.bincount(ranks[:, ahead - 1], minlength=count + 1)[1:] / len(ranks)
    placing = need.base.placing
    short = sorted((float(spot[1]) - threshold.value, float(spot[5]) - threshold.value))
    assessment = replace(
        need.base,
        projection=projection(need.resolved, spot),
        projected_gap=Gap(float(spot[3]) - threshold.value, Range(short[0], short[1])),
        attainment=first_passage(met, periods, steps_per_year=need.series.steps_per_year, at=ahead - 1),
        chances=chances_of(
            met[:, :ahead], probability, periods=min(ahead, max(2, round(need.series.steps_per_year)))
        )
        if need.case.charted
        else None,
        placing=None
        if placing is None
        else replace(
            placing,
            chances=tuple((place, float(p)) for place, p in enumerate(places.tolist(), start=1)),
            tied=float(tied[:, ahead - 1].mean()),
        ),
        track=(*need.base.track, *fan(quantiles[:ahead], periods[:ahead], None)) if need.case.charted else (),
    )
    return Judged(assessment, probability, error)
