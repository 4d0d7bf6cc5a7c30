"""The published yardsticks against their published or re-implemented numbers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from forecasting.indicators import Direction
from forecasting.public_methods import (
    escap,
    eurostat,
    healthy_people_2030,
    nista_colour,
    oecd,
    ohid_trend_marker,
    sdsn,
    statcan,
    state_of_climate_action,
    unicef_menaro,
    unsd,
)
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.standing import standing
from forecasting.public_methods.yardstick import Yardstick

Answer = Mapping[str, Any]
Input = Mapping[str, Any]
Vector = Mapping[str, Any]
Agree = Callable[..., None]
WORDS = {"increasing": Direction.INCREASE, "decreasing": Direction.DECREASE}


def direction(given: Input) -> Direction:
    return WORDS.get(given["direction"]) or Direction(given["direction"])


def progress(given: Input) -> Progress:
    target = given.get("target")
    return Progress.of(
        {float(year): float(value) for year, value in given["series"].items()},
        direction(given),
        target=None if target is None else float(target),
        target_time=given.get("target_period"),
        base_time=given.get("base_period"),
        scale=given.get("scale"),
        percent=given.get("unit") == "percent",
    )


def flat(found: Yardstick) -> dict[str, Any]:
    """A yardstick as the vectors write one."""
    return {
        **found.numbers,
        **found.details,
        "label": found.label,
        "rule": found.rule,
        "state": found.state.value,
        "reason": found.reason,
        "caveat": found.caveats[0] if found.caveats else None,
    }


def eurostat_judge(given: Input) -> Answer:
    return flat(eurostat.judge(progress(given)))


def eurostat_label(given: Input) -> Answer:
    found = eurostat.grade_growth(given["cagr"]) if "cagr" in given else eurostat.grade_ratio(given["ratio"])
    return {"label": found.label, "score": found.score}


def eurostat_goal(given: Input) -> Answer:
    found = eurostat.grade_goal(given.get("scores") or [given["mean"]])
    return {"mean": found.score, "label": found.label}


def statcan_judge(given: Input) -> Answer:
    asked = progress(given)
    policy = statcan.ZeroPolicy(given.get("zero_policy", "refuse"))
    return {
        **flat(statcan.judge(asked, zero_policy=policy)),
        "project_state": standing(asked).state.value,
    }


def statcan_label(given: Input) -> Answer:
    if given["target"] is None:
        found = statcan.grade_without_target(given["value"], factor=given["limit_factor"])
    else:
        found = statcan.grade_against_target(given["value"])
    return {"label": found.label, "score": found.score}


def unsd_label(given: Input) -> Answer:
    if "cagr" in given:
        return {"score": unsd.score_of(unsd.label_of_growth(given["cagr"], sign=direction(given).sign))}
    return {"score": unsd.score_of(unsd.label_of_share(given["q"]))}


def sdsn_goal(given: Input) -> Answer:
    mean, label = sdsn.goal_arrow(given["rescaled_scores"])
    return {"mean": mean, "label": label}


def climate_label(given: Input) -> Answer:
    if "acceleration_factor" in given:
        return {"label": state_of_climate_action.label_of(given["acceleration_factor"])}
    found = state_of_climate_action.grade(
        recent=given["slope"], needed=given["needed"], direction=direction(given)
    )
    return {
        "acceleration_factor": found.factor.value,
        "label": found.label,
        "reason": found.factor.reason,
    }


def oecd_distance(given: Input) -> Answer:
    return {
        "distance": oecd.distance(
            given["value"], given["target"], spread=given["sd"], sign=direction(given).sign
        )
    }


def escap_project(given: Input) -> Answer:
    upper = given.get("scale")
    asked = Progress(tuple(given["years"]), tuple(given["values"]), Direction.INCREASE, scale=upper)
    values, scale, caveats = escap.on_scale(asked, escap.Scale(given["transform"]))
    assert not caveats
    line = escap.weighted_line(
        given["years"], values, target_time=given["target_period"], weighted=given.get("weights") != "equal"
    )
    return {
        "weights": line.weights,
        "slope": line.slope,
        "projected": escap.projected(line, given["target_period"], scale=scale, upper=upper),
    }


def escap_property(given: Input) -> Answer:
    years, values = given["years"], given["values"]
    line = escap.weighted_line(years, values, target_time=given["target_period"])
    return {
        "fit_at_mean_year": line.at(sum(years) / len(years)),
        "residual_sum": sum(v - line.at(t) for t, v in zip(years, values, strict=True)),
    }


def escap_status(given: Input) -> Answer:
    parity = given.get("parity", False)
    sign = 0 if parity else direction(given).sign
    return {
        "current_status": escap.current_status(
            given["base"], given["current"], given["target"], sign=sign, parity=parity
        )
    }


def unicef(given: Input) -> Answer:
    if "series" in given:
        return flat(unicef_menaro.judge(progress(given)))
    series = unicef_series()[given["indicator"], given["iso3"]]
    return flat(unicef_menaro.judge(progress({**given, "series": series})))


def unicef_label(given: Input) -> Answer:
    return {
        "cs_label": unicef_menaro.status_label(given["index"]),
        "ap_label": unicef_menaro.anticipated_label(given["index"]),
    }


def unicef_project(given: Input) -> Answer:
    times = [float(year) for year in given["series"]]
    return {
        "projected": unicef_menaro.projection(
            times, list(given["series"].values()), given["period"], scale=given["scale"]
        )
    }


def healthy_people(given: Input) -> Answer:
    errors = (given.get("se_baseline"), given.get("se_latest"))
    found = healthy_people_2030.grade(
        baseline=given["baseline"],
        latest=given["latest"],
        target=given["target"],
        sign=direction(given).sign,
        errors=None if errors[0] is None or errors[1] is None else errors,  # type: ignore[arg-type]
    )
    return {
        "label": found.label,
        "percent_targeted_change": found.percent_targeted,
        "percent_change_from_baseline": found.percent_of_baseline,
        "z": found.z,
    }


def ohid(given: Input) -> Answer:
    found = ohid_trend_marker.marker(
        given["years"], given["values"], lower=given["lower"], upper=given["upper"]
    )
    return {
        "label": found.label,
        "reason": found.reason,
        "slope": found.slope,
        "chi_squared": found.chi_squared,
        "leave_one_out_slopes": found.leave_one_out,
    }


def ohid_score(given: Input) -> Answer:
    slope, chi = ohid_trend_marker.score_test(given["years"], given["numerators"], given["denominators"])
    counts = ohid_trend_marker.Counts(tuple(given["numerators"]), tuple(given["denominators"]))
    assert ohid_trend_marker.marker(given["years"], counts=counts).chi_squared == chi
    assert slope < 0
    return {"chi_squared": chi}


def colour(given: Input) -> Answer:
    return {
        "five_point": nista_colour.five_point(given["probability"]),
        "three_point": nista_colour.three_point(given["probability"]),
    }


ANSWERS: dict[str, Callable[[Input], Answer]] = {
    "escap": lambda given: flat(escap.judge(progress(given))),
    "escap.current_status": escap_status,
    "escap.label": lambda given: {"label": escap.label_of(given["gap_percent"])},
    "escap.project": escap_project,
    "escap.property": escap_property,
    "eurostat": eurostat_judge,
    "eurostat.goal": eurostat_goal,
    "eurostat.label": eurostat_label,
    "healthy_people_2030.progress": healthy_people,
    "judgement.colour": colour,
    "oecd.distance": oecd_distance,
    "oecd.trend": lambda given: {"rho": oecd.rank_correlation(given["values"])},
    "ohid_trend_marker": ohid,
    "ohid_trend_marker.proportion_score_test": ohid_score,
    "ohid_trend_marker.threshold": lambda given: {
        "chi_squared": ohid_trend_marker.critical_value(given["probability"])
    },
    "sdsn": lambda given: flat(sdsn.judge(progress(given))),
    "sdsn.goal": sdsn_goal,
    "sdsn.label": lambda given: {"label": sdsn.arrow_of(given["ratio"])},
    "statcan": statcan_judge,
    "statcan.label": statcan_label,
    "statcan.limit_factor": lambda given: {"C": statcan.limit_factor(given["base"], given["limit"])},
    "statcan.transform": lambda given: {
        "value": statcan.transformed(given["value"], statcan.Goldilocks(given["kind"]))
    },
    "state_of_climate_action": lambda given: flat(state_of_climate_action.judge(progress(given))),
    "state_of_climate_action.label": climate_label,
    "unicef_menaro": unicef,
    "unicef_menaro.label": unicef_label,
    "unicef_menaro.project": unicef_project,
    "unsd": lambda given: flat(unsd.judge(progress(given))),
    "unsd.label": unsd_label,
}


def wanted(vector: Vector) -> bool:
    return vector["method"] in ANSWERS


def test_vector(vector: Vector, agree: Agree) -> None:
    agree(ANSWERS[vector["method"]](vector["input"]), vector)


# --------------------------------------------------------------------- the published country cases

FOLDER = (Path(__file__).resolve().parents[2] / "../shared/methods").resolve()


def rows(name: str) -> list[dict[str, str]]:
    path = FOLDER / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def unicef_series() -> dict[tuple[str, str], dict[str, float]]:
    found: dict[tuple[str, str], dict[str, float]] = {}
    for row in rows("unicef_menaro_series.csv"):
        found.setdefault((row["indicator"], row["iso3"]), {})[row["year"]] = float(row["value"])
    return found


CASES = rows("unicef_menaro_expected.csv")


def test_every_published_country_case_is_here(shared: Path) -> None:
    assert (shared / "methods/unicef_menaro_expected.csv").is_file()
    assert len(CASES) == 40
    assert {(case["indicator"], case["iso3"]) for case in CASES} == set(unicef_series())


@pytest.mark.parametrize("case", CASES, ids=[f"{case['indicator']}-{case['iso3']}" for case in CASES])
def test_published_country_case(case: Mapping[str, str]) -> None:
    found = unicef_menaro.judge(
        progress(
            {
                "series": unicef_series()[case["indicator"], case["iso3"]],
                "direction": case["direction"],
                "target": float(case["target"]),
                "scale": float(case["scale"]),
                "target_period": 2030.0,
                "base_period": 2015.0,
            }
        )
    )
    assert found.numbers["points"] == float(case["points"])
    assert found.numbers["cs"] == pytest.approx(float(case["cs"]), abs=1e-9)
    assert found.numbers["ap"] == pytest.approx(float(case["ap"]), abs=1e-9)
    assert found.details["cs_label"] == case["cs_score"]
    assert found.details["ap_label"] == case["ap_score"]
