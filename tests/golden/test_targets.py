"""Kinds of target, their states, and what a revised baseline does to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from forecasting import measures
from forecasting.assessment import Assessment, Reason
from forecasting.breaks import Break, BreakKind, Breaks, Comparable
from forecasting.indicators import Direction, Indicator
from forecasting.judging.case import Case
from forecasting.judging.concluding import consider
from forecasting.judging.joint import judge_joint
from forecasting.judging.threshold import Threshold, resolve_threshold
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Baseline, Comparator, Kind, Target, Window
from forecasting.verdicts import Verdict

Answer = Mapping[str, Any]
Input = Mapping[str, Any]
Vector = Mapping[str, Any]
Agree = Callable[..., None]


def year(number: float | str) -> Period:
    return Period.parse(str(number))


def direction(given: Input) -> Direction:
    return Direction(given["direction"])


def small_case(
    values: Sequence[float], *, first: int = 2020, as_of: date = date(2025, 6, 30), **fields: Any
) -> Case:
    indicator = fields.pop("indicator", Indicator("x"))
    breaks = fields.pop("breaks", Breaks())
    rows = [(year(first + k), float(v)) for k, v in enumerate(values)]
    series = Series.of(indicator, rows) if rows else None
    words: dict[str, Any] = {"id": "t", "kind": Kind.LEVEL, **fields}
    return Case(Target(**words), indicator, "", series, as_of, breaks)


def settled(case: Case) -> Assessment:
    found = consider(case)
    assert isinstance(found, Assessment)
    return found


def comparator_of(given: Input) -> Comparator:
    rising = given["direction"] == "increase"
    if given.get("strict"):
        return Comparator.ABOVE if rising else Comparator.BELOW
    return Comparator.AT_LEAST if rising else Comparator.AT_MOST


def evaluate(given: Input) -> Answer:
    kind = Kind(given["kind"])
    match kind:
        case Kind.LEVEL:
            return {"met": bool(Threshold(comparator_of(given), given["threshold"]).met(given["value"]))}
        case Kind.BAND:
            between = Threshold(Comparator.BETWEEN, given["lower"], given["upper"])
            # The vector signs the distance; ours is how far outside, and the side is plain from the value.
            side = -1 if given["value"] < given["lower"] else 1
            return {
                "met": bool(between.met(given["value"])),
                "distance": side * between.short_of(given["value"]),
            }
        case Kind.CHANGE_ABSOLUTE | Kind.CHANGE_PERCENT | Kind.CHANGE_PP:
            return changed(kind, given)
        case Kind.ELIMINATION:
            resolved = resolve_threshold(Target("t", kind), None).threshold
            assert resolved is not None
            return {"met": bool(resolved.met(given["value"]))}
        case Kind.CUMULATIVE_SUM:
            remaining = given["total"] - given["done"]
            rate = measures.required_rate(given["done"], given["total"], years=given["periods_left"])
            return {"remaining": remaining, "required_rate": rate.value}
        case Kind.CUMULATIVE_CAP:
            return capped(given)
        case Kind.ALL_OF:
            return all_of(given)
        case Kind.DIRECTIONAL:
            found = settled(small_case([1.0, 2.0, 3.0], kind=kind, period=year(2030)))
            # Unrateable is a reason here, not a state of its own.
            state = "unrateable" if found.verdict is Verdict.NO_VERDICT else "rated"
            return {"probability": found.probability, "state": state, "reason": found.reason}
    raise AssertionError(kind)


def changed(kind: Kind, given: Input) -> Answer:
    indicator = Indicator("x", lower=0.0, upper=100.0) if given.get("unit") == "percent" else Indicator("x")
    comparator = Comparator.AT_LEAST if given["change"] > 0 else Comparator.AT_MOST
    baseline = given["baseline"]
    made = small_case(
        [1.0] if baseline is None else [baseline],
        kind=kind, comparator=comparator, value=float(given["change"]), indicator=indicator, period=year(2030),
        baseline=Baseline(year(2020) if baseline is not None else None),
    )  # fmt: skip
    found = resolve_threshold(made.target, made.series)
    if found.threshold is not None:
        return {"resolved_target": found.threshold.value}
    return {"resolved_target": None, "state": "unrateable", "reason": found.reason}


def capped(given: Input) -> Answer:
    made = small_case(
        [given["done"]],
        kind=Kind.CUMULATIVE_CAP, comparator=Comparator.AT_MOST, value=float(given["total"]),
        indicator=Indicator("x", lower=0.0), window=Window(date(2020, 1, 1), date(2021, 12, 31)),
        as_of=date(2021, 6, 30),
    )  # fmt: skip
    found = settled(made)
    assert found.latest_value is not None
    assert found.required_value is not None
    return {
        "met": found.probability == 1,
        "certain": found.certain,
        "remaining": found.required_value - found.latest_value,
    }


def all_of(given: Input) -> Answer:
    def part(met: bool) -> Assessment:
        return settled(
            small_case([5.0], period=year(2020), comparator=Comparator.AT_LEAST, value=4.0 if met else 6.0)
        )

    whole = small_case([], kind=Kind.ALL_OF, period=year(2020))
    return {"met": judge_joint(whole, [part(met) for met in given["components"]]).verdict is Verdict.MET}


def state(given: Input) -> Answer:
    """The states of the vectors as our verdicts and reasons tell them."""
    if "as_of" in given:
        latest = given["latest_at_or_before_deadline"]
        made = small_case(
            [60.0] if latest is None else [60.0, latest],
            first=2029, period=year(given["target_period"]), comparator=Comparator.AT_LEAST,
            value=float(given["target"]), as_of=date(given["as_of"], 6, 30),
        )  # fmt: skip
        outcome = {Verdict.MISSED: "missed", Verdict.AWAITING_OUTCOME: "not_yet_known"}
        return {"state": "target_expired", "outcome": outcome[settled(made).verdict]}
    if "points" in given:
        made = small_case(
            [5.0] * given["points"], period=year(2030), comparator=Comparator.AT_LEAST, value=6.0
        )
        return {"state": {Reason.TOO_SHORT: "insufficient_data"}.get(settled(made).reason)}  # type: ignore[arg-type]
    if "break_between_base_and_latest" in given:
        cut = Breaks((Break(year(2022), BreakKind.METHOD, Comparable.NO),))
        made = small_case(
            [5.0, 5.0, 5.0, 5.0, 5.0, 5.0],
            kind=Kind.CHANGE_PERCENT, comparator=Comparator.AT_LEAST, value=10.0, period=year(2030),
            baseline=Baseline(year(2020)), breaks=cut,
        )  # fmt: skip
        found = settled(made)
        return {"state": found.reason, "percent_targeted_change": None if found.gap_now is None else 0.0}
    recent = measures.recent_rate([0.0, 1.0, 2.0, 3.0], given["values"]).value
    assert recent is not None
    factor = measures.acceleration_factor(
        recent, given["target"] - given["values"][-1], direction=direction(given)
    )
    return {
        "state": "rateable",
        "recent_rate": recent,
        "acceleration_factor": factor.value,
        "reason": factor.reason,
    }


def revised(given: Input) -> Answer:
    """A relative target moves with its baseline; one stated as a level does not."""
    original = given["original"]
    base, target = original["baseline"], float(original["target"])
    if given["setting_method"] == "percent_improvement":
        percent = 100 * (target / base - 1)
        fields: dict[str, Any] = {"kind": Kind.CHANGE_PERCENT, "value": percent}
        rule = "same percentage re-applied"
    else:
        fields, rule = {"kind": Kind.LEVEL, "value": target}, "not revised"
    made = small_case(
        [given["revised"]["baseline"]],
        comparator=Comparator.AT_MOST, baseline=Baseline(year(2020), base), period=year(2030), **fields,
    )  # fmt: skip
    threshold = resolve_threshold(made.target, made.series).threshold
    assert threshold is not None
    return {"target": threshold.value, "rule": rule}


ANSWERS: dict[str, Callable[[Input], Answer]] = {
    "judgement.state": state,
    "revision_rule": revised,
    "target.evaluate": evaluate,
}
# Answered without a case of their own: see test_evaluation.py and test_setting.py.
ELSEWHERE = (
    "kind.sustained.short", "kind.sustained.met", "kind.rank.ties", "kind.time_varying", "kind.rounding",
    "revision.better_than_best", "state.already_met", "state.met_but_deteriorating", "state.direction_missing",
    "state.zero_target_ratio_method",
)  # fmt: skip


def wanted(vector: Vector) -> bool:
    return vector["method"] in ANSWERS and vector["id"] not in ELSEWHERE


def test_vector(vector: Vector, agree: Agree) -> None:
    agree(ANSWERS[vector["method"]](vector["input"]), vector)
