"""Probabilities from margins and paths against closed forms.

A closed form is exact. A stored grid of quantiles and a finite number of paths are not, and are compared at
their own tolerance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.stats import norm

from forecasting.dependence import RANDOM_WALK, correlation
from forecasting.judging.joint import at_least, bounds
from forecasting.judging.threshold import Threshold
from forecasting.margins import LEVELS, Margins
from forecasting.paths import Paths, draw
from forecasting.targets import Comparator
from forecasting.verdicts import chance_in_words, more_likely_than_not

Answer = Mapping[str, Any]
Input = Mapping[str, Any]
Vector = Mapping[str, Any]
Agree = Callable[..., None]
# What a grid of 59 quantiles, linear in the logit between them, may differ from a smooth distribution.
GRID = 1.2e-3
# What 131,072 paths may differ from the exact value of a functional of them.
DRAWS = 4e-3


def normal(mean: float, sd: float) -> Margins:
    return Margins(norm.ppf(LEVELS, mean, sd)[None, :])


def walk(given: Input, steps: int) -> Margins:
    step = np.arange(1, steps + 1)[:, None]
    drift, start = given.get("drift", 0.0), given.get("start", 0.0)
    return Margins(start + drift * step + given["sigma"] * np.sqrt(step) * norm.ppf(LEVELS))


def walk_paths(given: Input, steps: int) -> Paths:
    return draw(walk(given, steps), correlation(RANDOM_WALK, steps), seed=20261124, replicates=8, size=16_384)


def endpoint(given: Input) -> Answer:
    if given.get("distribution") == "normal":
        wanted = Comparator.AT_LEAST if given["direction"] == "increase" else Comparator.AT_MOST
        margins = normal(given["mean"], given["sd"])
        return {"probability": Threshold(wanted, given["threshold"]).probability(margins, 0)}
    steps, threshold = given["steps"], Threshold(Comparator.AT_LEAST, float(given["distance"]))
    if given.get("by") == "simulation":
        paths = walk_paths(given, steps)
        return {"probability": paths.share(threshold.met(paths.values[:, -1]))[0]}
    return {"probability": threshold.probability(walk(given, steps), steps - 1)}


def first_passage(given: Input) -> Answer:
    paths = walk_paths(given, given["steps"])
    by = np.maximum.accumulate(paths.values >= given["distance"], axis=1).mean(axis=0)
    return {"probability": float(by[-1]), "by_step": by.tolist()}


def sustained(given: Input) -> Answer:
    paths = walk_paths(given, given["steps"])
    held = np.all(paths.values[:, -given["last_steps"] :] >= given["distance"], axis=1)
    return {"probability": paths.share(held)[0]}


def band(given: Input) -> Answer:
    between = Threshold(Comparator.BETWEEN, given["lower"], given["upper"])
    return {"probability": between.probability(normal(given["mean"], given["sd"]), 0)}


def cumulative(given: Input) -> Answer:
    periods = given["periods"]
    if given["process"] == "iid":
        row = norm.ppf(LEVELS, given["mean"], given["sigma"])
        margins = Margins(np.tile(row, (periods, 1)))
        paths = draw(margins, np.eye(periods), seed=20261124, replicates=8, size=16_384)
    else:
        paths = walk_paths(given, periods)
    total = paths.values.sum(axis=1) + given.get("done", 0.0)
    answer: dict[str, Any] = {"mean": float(total.mean()), "sd": float(total.std())}
    if "cap" in given:
        met = Threshold(Comparator.AT_MOST, float(given["cap"])).met(total)
        answer["probability_at_most"] = paths.probability(met)[0]
    else:
        met = Threshold(Comparator.AT_LEAST, float(given["total"])).met(total)
        answer["probability_at_least"] = paths.probability(met)[0]
    return answer


def joint(given: Input) -> Answer:
    chances, rho = given["marginals"], given["correlation"]
    dependence = np.array([[1.0, rho], [rho, 1.0]])
    row = norm.ppf(LEVELS)[None, :]
    paths = draw(Margins(np.concatenate([row, row])), dependence, seed=20261124, replicates=8, size=16_384)
    hit = np.all(paths.values <= norm.ppf(chances), axis=1)
    found = at_least(2, chances) if rho == 0 else paths.share(hit)[0]
    limits = bounds(2, chances)
    assert limits.low <= found <= limits.high
    return {
        "joint": found,
        "each_passes_obr": all(more_likely_than_not(p) for p in chances),
        "both_passes_obr": more_likely_than_not(found),
    }


def from_draws(given: Input) -> Answer:
    hit = np.arange(given["draws"]) < given["hits"]
    point, _ = Paths(np.zeros((given["draws"], 1)), 8).probability(hit)
    return {"point": point, "display": chance_in_words(point)}


def target_for(given: Input) -> Answer:
    chance = given["chance"]
    if given.get("distribution") == "normal":
        level = 1 - chance if given["direction"] == "increase" else chance
        return {"target": float(normal(given["mean"], given["sd"]).quantile(0, level))}
    margins = walk(given, given["steps"])
    return {"distance": float(margins.quantile(given["steps"] - 1, 1 - chance))}


ANSWERS: dict[str, Callable[[Input], Answer]] = {
    "probability.band": band,
    "probability.cumulative": cumulative,
    "probability.endpoint": endpoint,
    "probability.first_passage": first_passage,
    "probability.from_draws": from_draws,
    "probability.joint": joint,
    "probability.sustained": sustained,
    "probability.target_for": target_for,
}
LOOSER = {
    "probability.band": GRID,
    "probability.cumulative": DRAWS,
    "probability.endpoint": GRID,
    "probability.joint": DRAWS,
}
RELATIVE = {"probability.cumulative": {"mean": 2e-4, "sd": 5e-3}}
# The interval of a share of draws and the closed forms at full tolerance: test_closed_forms.py.
WITHOUT = {"edge.simulated_zero": ("upper_two_sided_95",)}


def wanted(vector: Vector) -> bool:
    return vector["method"] in ANSWERS and vector["input"].get("monitoring") != "continuous"


def test_vector(vector: Vector, agree: Agree) -> None:
    method, given = vector["method"], vector["input"]
    agree(
        ANSWERS[method](given),
        vector,
        at_least=0.0 if given.get("by") == "simulation" else LOOSER.get(method, 0.0),
        relative=RELATIVE.get(method),
        without=WITHOUT.get(vector["id"], ()),
    )
