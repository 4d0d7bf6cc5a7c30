"""Phrases, the test of more likely than not, and the arithmetic of gaps and rates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from forecasting import measures
from forecasting.indicators import Direction
from forecasting.verdicts import likelihood, more_likely_than_not

Answer = Mapping[str, Any]
Input = Mapping[str, Any]
Vector = Mapping[str, Any]
Agree = Callable[..., None]


def direction(given: Input) -> Direction:
    return Direction(given["direction"])


def values_of(given: Input) -> tuple[list[int], list[float]]:
    return [int(p) for p in given["series"]], list(given["series"].values())


def phia(given: Input) -> Answer:
    found = likelihood(given["probability"])
    return {"term": found.term, "in_gap": found.in_gap}


def obr(given: Input) -> Answer:
    return {"more_likely_than_not": more_likely_than_not(given["probability"])}


def arr(given: Input) -> Answer:
    ratio, years = given["ratio"], given["years"]
    compound = measures.compound_rate(1.0, ratio, years=years).value
    assert compound is not None
    return {
        "arr_log": measures.rate_of_reduction(1.0, ratio, years=years).value,
        "arr_compound": -compound,
    }


def aarr(given: Input) -> Answer:
    times = [float(k) for k in range(len(given["values"]))]
    found = measures.average_rate_of_reduction(times, given["values"]).value
    assert found is not None
    return {"aarr": found, "beta": float(np.log1p(-found / 100))}


def cagr(given: Input) -> Answer:
    return {"percent": measures.compound_rate(given["start"], given["end"], years=given["years"]).value}


def share_of_change(given: Input) -> Answer:
    found = measures.share_of_change(given["base"], given["latest"], given["target"])
    return {"value": found.value, "reason": found.reason}


def time_elapsed(given: Input) -> Answer:
    years, values = values_of(given)
    change = measures.share_of_change(values[0], values[-1], given["target"])
    time = measures.share_of_time(years[0], years[-1], given["target_period"])
    return {
        "percent_targeted_change": change.value,
        "percent_time_elapsed": time.value,
        "pace_ratio": measures.pace(change, time).value,
    }


def rates(given: Input) -> Answer:
    years, values = values_of(given)
    left, gone = given["target_period"] - years[-1], years[-1] - years[0]
    recent = measures.required_rate(values[0], values[-1], years=gone)
    return {
        "arr_log_recent": measures.rate_of_reduction(values[0], values[-1], years=gone).value,
        "arr_log_required_from_now": measures.rate_of_reduction(
            values[-1], given["target"], years=left
        ).value,
        "linear_recent": recent.value,
        "linear_required_from_now": measures.required_rate(values[-1], given["target"], years=left).value,
    }


def acceleration(given: Input) -> Answer:
    if "months_between" in given:
        recent = (given["now"] - given["previous"]) / (given["months_between"] / 12)
        years = given["months_to_target"] / 12
    else:
        recent, years = given["recent_rate"], given["target_period"] - given["now_period"]
    required = measures.required_rate(given["now"], given["target"], years=years).value
    assert required is not None
    way = Direction.INCREASE if given["target"] > given["now"] else Direction.DECREASE
    factor = measures.acceleration_factor(recent, required, direction=way)
    return {"recent_rate": recent, "required_rate": required, "acceleration_factor": factor.value}


def required_rate(given: Input) -> Answer:
    years = given["target_period"] - given["now_period"]
    return {"required_rate": measures.required_rate(given["now"], given["target"], years=years).value}


def ratio_to_pathway(given: Input) -> Answer:
    return {"ratio": measures.ratio_to_pathway(given["observed"], given["pathway"]).value}


def attainment_year(given: Input) -> Answer:
    years, values = values_of(given)
    way, gone = direction(given), years[-1] - years[0]
    slope = measures.required_rate(values[0], values[-1], years=gone).value
    reduction = measures.rate_of_reduction(values[0], values[-1], years=gone).value
    assert slope is not None
    assert reduction is not None
    linear = measures.years_to_attain(values[-1], given["target"], rate=slope, direction=way).value
    logs = [float(np.log(v)) for v in (values[-1], given["target"])]
    geometric = measures.years_to_attain(logs[0], logs[1], rate=-reduction / 100, direction=way).value
    assert linear is not None
    assert geometric is not None
    return {"linear": years[-1] + linear, "geometric": years[-1] + geometric}


ANSWERS: dict[str, Callable[[Input], Answer]] = {
    "language.phia": phia,
    "judgement.obr": obr,
    "measures.aarr": aarr,
    "measures.acceleration_factor": acceleration,
    "measures.arr": arr,
    "measures.attainment_date_deterministic": attainment_year,
    "measures.cagr": cagr,
    "measures.percent_targeted_change": share_of_change,
    "measures.rates": rates,
    "measures.ratio_to_pathway": ratio_to_pathway,
    "measures.required_rate": required_rate,
    "measures.time_elapsed": time_elapsed,
}


def wanted(vector: Vector) -> bool:
    return vector["method"] in ANSWERS


def test_vector(vector: Vector, agree: Agree) -> None:
    agree(ANSWERS[vector["method"]](vector["input"]), vector)
