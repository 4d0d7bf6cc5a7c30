"""Closed forms at the full tolerance of their vectors.

The same vectors are also answered by our margins and paths (test_probabilities.py), at the tolerance that a grid of
quantiles and a finite number of paths allow.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from forecasting.copula import all_met
from forecasting.distribution import TwoPieceNormal
from forecasting.draws import share_limits, shown
from forecasting.public_methods.growth import compound
from forecasting.random_walk import RandomWalk, at_least, implied_sigma
from forecasting.scores import brier, log_score
from forecasting.student import slope_of, student_cdf
from forecasting.transforms import empirical_logit, squeeze
from forecasting.verdicts import chance_in_words, more_likely_than_not

Answer = Mapping[str, Any]
Input = Mapping[str, Any]
Vector = Mapping[str, Any]
Agree = Callable[..., None]


def walk(given: Input) -> RandomWalk:
    return RandomWalk(given["drift"], given["sigma"])


def endpoint(given: Input) -> Answer:
    if given.get("distribution") == "normal":
        above = at_least(given["threshold"], mean=given["mean"], sd=given["sd"])
        return {"probability": above if given["direction"] == "increase" else 1 - above}
    return {"probability": walk(given).beyond(given["distance"], steps=given["steps"])}


def ever(given: Input) -> Answer:
    chance = walk(given).ever(given["distance"])
    return {"probability": chance, "never": 1 - chance}


def arrival(given: Input) -> Answer:
    path, distance = walk(given), given["distance"]
    return {
        "median_time": path.time_by(distance, 0.5),
        "time_p90": path.time_by(distance, 0.9),
        "mean_time": path.mean_time(distance),
        "prob_not_within_horizon": 1 - path.ever_by(distance, steps=given["horizon"]),
    }


def target_for(given: Input) -> Answer:
    if given.get("distribution") == "normal":
        up = given["direction"] == "increase"
        level = 1 - given["chance"] if up else given["chance"]
        return {"target": TwoPieceNormal(given["mean"], given["sd"]).quantile(level)}
    path = walk(given)
    inverse = path.distance_ever_by if given["event"] == "first_passage" else path.distance_beyond
    return {"distance": inverse(given["chance"], steps=given["steps"])}


def cumulative(given: Input) -> Answer:
    periods = given["periods"]
    if given["process"] == "iid":
        mean, sd = periods * given["mean"], math.sqrt(periods) * given["sigma"]
    else:
        mean, sd = walk(given).sum_of_levels(given["start"], steps=periods)
    total = given.get("cap", given.get("total"))
    reached = at_least(total - given.get("done", 0.0), mean=mean, sd=sd)
    return {"mean": mean, "sd": sd, "probability_at_least": reached, "probability_at_most": 1 - reached}


def joint(given: Input) -> Answer:
    together = all_met(given["marginals"], correlation=given["correlation"])
    return {
        "joint": together,
        "each_passes_obr": all(more_likely_than_not(p) for p in given["marginals"]),
        "both_passes_obr": more_likely_than_not(together),
    }


def band(given: Input) -> Answer:
    normal = TwoPieceNormal(given["mean"], given["sd"])
    return {"probability": normal.cdf(given["upper"]) - normal.cdf(given["lower"])}


def from_draws(given: Input) -> Answer:
    point = shown(given["hits"], given["draws"])
    return {
        "point": point,
        "display": chance_in_words(point),
        "upper_two_sided_95": share_limits(given["hits"], given["draws"])[1],
    }


def two_piece(given: Input) -> Answer:
    fan = TwoPieceNormal(given["mode"], given["sigma"], given["skew"])
    return {
        "quantiles": [fan.quantile(p) for p in given["probabilities"]],
        "prob_above": 1 - fan.cdf(given.get("threshold", 0.0)),
    }


def scores(given: Input) -> Answer:
    said, happened = np.array(given["probabilities"]), np.array(given["outcomes"], dtype=float)
    return {
        "brier": float(brier(said, happened).mean()),
        "log_score": float(log_score(said, happened).mean()),
    }


def acceleration_probability(given: Input) -> Answer:
    line = slope_of(given["years"], given["values"])
    required = (given["target"] - given["now"]) / (given["target_period"] - given["now_period"])
    return {
        "slope": line.value,
        "se_slope": line.error,
        "required_rate": required,
        "acceleration_factor": required / line.value,
        "prob_no_acceleration_needed": student_cdf((line.value - required) / line.error, line.degrees),
    }


def carried_on(given: Input) -> Answer:
    if "previous" in given:
        gone = given["base_period"] - given["previous_period"]
        rate = (given["base"] / given["previous"]) ** (1 / gone) - 1
    else:
        rate = given["rate"]
    return {
        "value": compound(
            given["base"],
            rate,
            years=given["period"] - given["base_period"],
            cap=given.get("rate_cap"),
            upper=given.get("upper_limit"),
        )
    }


def logit(given: Input) -> Answer:
    found = empirical_logit(given["numerator"], given["denominator"])
    return {"logit": found.logit, "proportion": found.proportion}


ANSWERS: dict[str, Callable[[Input], Answer]] = {
    "calibration.scores": scores,
    "distribution.two_piece_normal": two_piece,
    "measures.acceleration_probability": acceleration_probability,
    "measures.attainment_date_distribution": arrival,
    "probability.band": band,
    "probability.cumulative": cumulative,
    "probability.endpoint": endpoint,
    "probability.ever_attained": ever,
    "probability.first_passage": lambda given: {
        "probability": walk(given).ever_by(given["distance"], steps=given["steps"])
    },
    "probability.from_draws": from_draws,
    "probability.headroom": lambda given: {"sigma": implied_sigma(given["headroom"], given["probability"])},
    "probability.joint": joint,
    "probability.target_for": target_for,
    "trajectory.compound": carried_on,
    "transforms.empirical_logit": logit,
    "transforms.squeeze": lambda given: {"squeezed": squeeze(given["proportion"], n=given["n"])},
}


def wanted(vector: Vector) -> bool:
    # Looked at once a period, a first passage has no closed form: the paths answer that.
    return vector["method"] in ANSWERS and vector["input"].get("monitoring") != "discrete"


def test_vector(vector: Vector, agree: Agree) -> None:
    agree(ANSWERS[vector["method"]](vector["input"]), vector)
