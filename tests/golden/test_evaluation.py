"""What values come to without a forecast: every kind, and every state that is worked out first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from forecasting import evaluation, measures
from forecasting.indicators import Direction
from forecasting.public_methods import eurostat
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.standing import standing

Answer = Mapping[str, Any]
Input = Mapping[str, Any]
Vector = Mapping[str, Any]
Agree = Callable[..., None]


def direction(given: Input) -> Direction:
    return Direction(given["direction"])


def evaluate(given: Input) -> Answer:
    match given["kind"]:
        case "level":
            asked = {
                "direction": direction(given),
                "strict": given.get("strict", False),
                "decimals": given.get("decimals"),
            }
            return {
                "met": evaluation.meets(given["value"], given["threshold"], **asked),
                "compared_value": evaluation.compared_value(given["value"], decimals=given.get("decimals")),
            }
        case "band":
            distance = evaluation.band_distance(given["value"], lower=given["lower"], upper=given["upper"])
            return {"met": distance == 0, "distance": distance}
        case "cumulative_sum" | "cumulative_cap":
            cap = given["kind"] == "cumulative_cap"
            left = evaluation.total_left(
                given["total"], done=given["done"], periods=given["periods_left"], cap=cap
            )
            return {
                "remaining": left.remaining,
                "required_rate": left.required_rate,
                "met": left.met,
                "certain": left.met is not None,
            }
        case "sustained_standard":
            run = evaluation.current_run(given["values"], given["threshold"], direction=direction(given))
            return {"met": run >= given["run_length"], "current_run": run}
        case "rank":
            place = evaluation.rank_of(given["unit"], given["values"], direction=direction(given))
            return {"rank": place.rank, "tied_with": place.tied_with}
        case "milestones":
            due = {float(year): value for year, value in given["milestones"].items()}
            moving = evaluation.asked_at(due, given["period"])
            assert moving.due is not None
            met = evaluation.meets(given["value"], moving.due, direction=Direction.INCREASE)
            return {"applicable_target": moving.due, "next_target": moving.following, "met": met}
        case "all_of":
            return {"met": evaluation.all_of(given["components"])}
    raise AssertionError(given["kind"])


def state(given: Input) -> Answer:
    if "method" in given:
        found = eurostat.judge(
            Progress.of(
                {2015.0: 4.0, 2022.0: 3.0},
                Direction.DECREASE,
                target=float(given["target"]),
                target_time=2030.0,
            )
        )
        return {"state": found.state.value, "reason": found.reason}
    if "direction" in given and given["direction"] is None:
        found_state = standing(Progress.of({2020.0: 1.0, 2021.0: 2.0}, None, target=3.0))
        return {"state": found_state.state.value, "reason": found_state.reason}
    asked = _asked(given)
    stand = standing(asked)
    answer: dict[str, Any] = {"state": stand.state.value, "outcome": stand.outcome, "reason": stand.reason}
    if given.get("break_between_base_and_latest"):
        answer["percent_targeted_change"] = eurostat.judge(asked).numbers["ratio"]
    if "values" in given:
        recent = measures.recent_rate(asked.times, asked.values).value
        assert recent is not None
        factor = measures.acceleration_factor(
            recent, given["target"] - asked.values[-1], direction=direction(given)
        )
        answer |= {
            "recent_rate": recent,
            "acceleration_factor": factor.value,
            "reason": factor.reason,
        }
    return answer


def _asked(given: Input) -> Progress:
    way = Direction(given.get("direction", "increase"))
    due = given.get("target_period", 2030)
    if "values" in given:
        figures = {2020.0 + k: float(v) for k, v in enumerate(given["values"])}
    elif "latest_at_or_before_deadline" in given:
        latest = given["latest_at_or_before_deadline"]
        figures = {2028.0: 60.0, 2029.0: 62.0} | ({} if latest is None else {float(due): float(latest)})
    elif "base" in given:
        figures = {2015.0: float(given["base"]), 2022.0: float(given["latest"])}
        assert (way.sign * (given["latest"] - given["base"]) > 0) is (given["trend"] == "improving")
    else:
        figures = {2020.0 + k: 5.0 for k in range(given.get("points", 2))}
    return Progress.of(
        figures,
        way,
        target=float(given.get("target", 10.0)),
        target_time=float(due),
        expired="as_of" in given and given["as_of"] > due,
        broken=bool(given.get("break_between_base_and_latest")) and given["bridge"] is None,
    )


ANSWERS: dict[str, Callable[[Input], Answer]] = {"judgement.state": state, "target.evaluate": evaluate}
# Answered by the judging room: changes from a baseline, elimination, and what has no threshold.
ELSEWHERE = ("change_absolute", "change_percent", "change_pp", "elimination", "directional")


def wanted(vector: Vector) -> bool:
    return vector["method"] in ANSWERS and vector["input"].get("kind") not in ELSEWHERE


def test_vector(vector: Vector, agree: Agree) -> None:
    agree(ANSWERS[vector["method"]](vector["input"]), vector)
