"""Ways of setting a target, how fast others moved, and what a revised baseline does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from forecasting.change_curve import ChangeCurve, Step, speed_of
from forecasting.indicators import Direction
from forecasting.reference_class import share_as_fast
from forecasting.revision_rule import SettingMethod, revised_target
from forecasting.setting import detectable, peers, relative, stated
from forecasting.setting.pace import speed_multiple
from forecasting.setting.projection import project, projection

Answer = Mapping[str, Any]
Input = Mapping[str, Any]
Vector = Mapping[str, Any]
Agree = Callable[..., None]


def sign(given: Input) -> int:
    return Direction(given["direction"]).sign


def cohens_h(given: Input) -> Answer:
    found = detectable.cohens_h(given["baseline_percent"], h=given["h"], sign=sign(given))
    assert found.value is not None
    return {
        "target": found.value,
        "published_target": round(found.value, 1),
        "clipped": found.numbers["clipped"] == 1,
    }


def on_the_trend(given: Input) -> Answer:
    assert given["fit"] == "ols"
    found = projection(
        given["years"],
        given["values"],
        time=given["target_period"],
        sign=sign(given),
        chance=given["chance"],
    )
    return {"target": found.value, **found.numbers}


def regression_endpoint(given: Input) -> Answer:
    found = project(given["years"], given["values"], time=given["target_period"])
    return {"probability": found.chance(given["threshold"], sign=sign(given))}


def top_n(given: Input) -> Answer:
    groups, way = given["rates"], sign(given)
    choice: dict[str, Any] = {"n": given.get("n"), "proportion": given.get("proportion")}
    answer: dict[str, Any] = {}
    for name, rates in groups.items():
        found = peers.top_n_rate(rates, sign=way, **choice)
        answer[name] = found.value
        answer["n_used"] = found.numbers["n_used"]
    everyone = [rate for rates in groups.values() for rate in rates]
    answer["overall"] = peers.top_n_rate(everyone, sign=way, **choice).value
    return answer


def best_of(given: Input) -> Answer:
    values = list(given["values_at_end"].values())
    return {
        "lower_is_better": peers.best_of(values, sign=-1).value,
        "higher_is_better": peers.best_of(values, sign=1).value,
    }


def percent_change(given: Input) -> Answer:
    value = relative.percent_change(given["baseline"], given["percent"]).value
    # What the vector warns of: a fall of 30% from 90% is 63, not 60.
    wrong = given["baseline"] + given["percent"]
    assert value != wrong
    return {"target": value, "not_": wrong}


def contraction(given: Input) -> Answer:
    found = relative.contraction_rate(
        given["base"],
        years=given["period"] - given["base_period"],
        percent_of_base=given["annual_percent_of_base"],
    )
    return {"target": found.value}


def curve(given: Input) -> ChangeCurve:
    return ChangeCurve(tuple(Step(*step) for step in given["typical_change"]))


def speed_score(given: Input) -> Answer:
    found = speed_of(curve(given), start=given["start"], end=given["end"], years=given["years"])
    assert found is not None
    return {"typical_years": found.typical_years, "speed": found.speed}


def speed_target(given: Input) -> Answer:
    found = speed_multiple(curve(given), start=given["start"], years=given["years"], speed=given["speed"])
    assert found.reason is None
    return {"target": found.value}


def revised(given: Input) -> Answer:
    original = given["original"]
    name = "best_group" if "best_group" in original else "baseline"
    found = revised_target(
        SettingMethod(given["setting_method"]),
        original_base=original[name],
        original_target=original["target"],
        revised_base=given["revised"][name],
    )
    return {"target": found.target, "rule": found.rule}


ANSWERS: dict[str, Callable[[Input], Answer]] = {
    "probability.regression_endpoint": regression_endpoint,
    "reference_class.share_as_fast": lambda given: {
        "share": share_as_fast(given["historical_rates"], given["required_rate"], sign=sign(given))
    },
    "reference_class.speed_score": speed_score,
    "reference_class.speed_target": speed_target,
    "revision_rule": revised,
    "setting.best_of": best_of,
    "setting.cohens_h": cohens_h,
    "setting.contraction_rate": contraction,
    "setting.intensity_to_absolute": lambda given: {
        "absolute": relative.intensity_to_absolute(
            given["intensity"], given["denominator"], unit_scale=given["unit_scale"]
        ).value
    },
    "setting.maintain": lambda given: {"target": stated.maintain(given["baseline"]).value},
    "setting.minimal_statistical_significance": lambda given: {
        "target": detectable.minimal_statistical_significance(
            given["baseline"], given["se"], sign=sign(given)
        ).value
    },
    "setting.percent_change": percent_change,
    "setting.percent_improvement": lambda given: {
        "target": relative.percent_improvement(
            given["baseline"], percent=given["percent"], sign=sign(given)
        ).value
    },
    "setting.projection": on_the_trend,
    "setting.top_n_rate": top_n,
}


def wanted(vector: Vector) -> bool:
    return vector["method"] in ANSWERS


def test_vector(vector: Vector, agree: Agree) -> None:
    agree(ANSWERS[vector["method"]](vector["input"]), vector)
