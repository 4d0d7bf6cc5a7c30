"""Control charts by the rules of Making Data Count against published and re-implemented numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from forecasting.indicators import Direction
from forecasting.public_methods import nhs_making_data_count
from forecasting.public_methods.spc_limits import Limits, limits
from forecasting.public_methods.spc_rules import TwoOfThree, run, trend, two_of_three

Answer = Mapping[str, Any]
Input = Mapping[str, Any]


def lines(found: Limits) -> Answer:
    return {name: getattr(found, name) for name in ("mean", "amr", "lpl", "upl", "near_lpl", "near_upl")}


def xmr_limits(given: Input) -> Answer:
    values = given.get("values") or [
        n / d for n, d in zip(given["numerators"], given["denominators"], strict=True)
    ]
    return lines(limits(values, screen_outliers=given["screen_outliers"]))


def xmr_points(given: Input) -> Answer:
    found = nhs_making_data_count.chart(
        given["values"], Direction(given["direction"]), fix_after=given.get("fix_after_n_points")
    )
    return {
        **lines(found.limits[-1]),
        "flagged_positions": [i + 1 for i in found.flagged],
        "point_types": found.types,
        "causes": found.cause,
        "last_two": found.types[-2:],
        "variation_icon": found.variation_icon,
    }


def xmr_run(given: Input) -> Answer:
    found = run(given["relative_to_mean"], n=given["n"])
    return {"completes_at": [abs(k) for k in found.completes], "member": [abs(k) for k in found.member]}


def xmr_trend(given: Input) -> Answer:
    found = trend(given["values"], n=given["n"])
    return {"completes_at": found.completes, "member": [abs(k) for k in found.member]}


def xmr_two_of_three(given: Input) -> Answer:
    found = two_of_three(
        given["near_limit"],
        given["relative_to_mean"],
        beyond_limit=given.get("beyond_limit", ()),
        variant=TwoOfThree(given.get("variant", "package_0.2.2")),
    )
    return {"window_hit": found.window, "flagged": found.flagged}


def xmr_assurance(given: Input) -> Answer:
    boundary = nhs_making_data_count.Boundary(given.get("boundary", "strict"))
    if "values" in given:
        line = limits(given["values"])
        latest: float | None = given["values"][-1]
        low, high, target = line.lpl, line.upl, given["target"]
    else:
        # The newest limits and the newest target decide.
        low, high, target = (
            item[-1] if isinstance(item, list) else item
            for item in (given["lpl"], given["upl"], given["target"])
        )
        line, latest = None, None
    found = nhs_making_data_count.assurance(
        lpl=low,
        upl=high,
        target=target,
        direction=Direction(given["direction"]),
        latest=latest,
        boundary=boundary,
    )
    return {
        **({} if line is None else lines(line)),
        "assurance_icon": found.icon,
        "reason": found.reason,
    }


ANSWERS: Mapping[str, Callable[[Input], Answer]] = {
    "nhs_making_data_count.assurance": xmr_assurance,
    "nhs_making_data_count.limits": xmr_limits,
    "nhs_making_data_count.points": xmr_points,
    "nhs_making_data_count.rule_run": xmr_run,
    "nhs_making_data_count.rule_trend": xmr_trend,
    "nhs_making_data_count.rule_two_of_three": xmr_two_of_three,
}


def wanted(vector: Mapping[str, Any]) -> bool:
    return vector["method"] in ANSWERS


def test_vector(vector: Mapping[str, Any], agree: Callable[..., None]) -> None:
    agree(ANSWERS[vector["method"]](vector["input"]), vector)
