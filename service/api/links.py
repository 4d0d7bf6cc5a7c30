"""Addresses of resources, as answers link them. Relative to the host, so that an answer is the same behind any name."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic_core import to_json

ROOT = "/v1"


def mission_links(mission_id: str) -> dict[str, str]:
    """Where a mission leads."""
    return {
        "self": f"{ROOT}/missions/{mission_id}",
        "targets": f"{ROOT}/targets?mission={mission_id}",
        "indicators": f"{ROOT}/indicators?mission={mission_id}",
        "assessments": f"{ROOT}/assessments?mission={mission_id}",
    }


def indicator_links(indicator_id: str, mission_id: str) -> dict[str, str]:
    """Where an indicator leads."""
    own = f"{ROOT}/indicators/{indicator_id}"
    return {
        "self": own,
        "observations": f"{own}/observations",
        "observations_csv": f"{own}/observations.csv",
        "targets": f"{ROOT}/targets?indicator={indicator_id}",
        "mission": f"{ROOT}/missions/{mission_id}",
    }


def series_links(indicator_id: str) -> dict[str, str]:
    """Where an answer about an indicator leads that has no address of its own."""
    own = f"{ROOT}/indicators/{indicator_id}"
    return {
        "indicator": own,
        "observations": f"{own}/observations",
        "targets": f"{ROOT}/targets?indicator={indicator_id}",
    }


def forecast_links(indicator_id: str, area: str) -> dict[str, str]:
    """Where the forecast of a series leads."""
    own = f"{ROOT}/forecasts/{indicator_id}/{area}"
    return {
        "self": own,
        "csv": f"{own}.csv",
        "parquet": f"{own}.parquet",
        "indicator": f"{ROOT}/indicators/{indicator_id}",
        "observations": f"{ROOT}/indicators/{indicator_id}/observations?area={area}",
        "targets": f"{ROOT}/targets?indicator={indicator_id}&area={area}",
    }


def target_links(target_id: str, mission_id: str, indicator_id: str | None) -> dict[str, str]:
    """Where a target leads."""
    own = f"{ROOT}/targets/{target_id}"
    links = {
        "self": own,
        "assessment": f"{own}/assessment",
        "trajectory": f"{own}/trajectory",
        "trajectory_csv": f"{own}/trajectory.csv",
        "trajectory_rows": f"{own}/trajectory/rows",
        "trajectory_long": f"{own}/trajectory/long",
        "gap": f"{own}/gap",
        "changes": f"{own}/changes",
        "yardsticks": f"{own}/yardsticks",
        "backtest": f"{own}/backtest",
        "mission": f"{ROOT}/missions/{mission_id}",
    }
    if indicator_id is not None:
        links["indicator"] = f"{ROOT}/indicators/{indicator_id}"
    return links


def judgement_links(target_id: str, own: str, as_of: str | None) -> dict[str, str]:
    """Where an assessment, trajectory or gap of a target leads; ``as_of`` is carried along where it was asked."""
    target = f"{ROOT}/targets/{target_id}"
    asked = f"?as_of={as_of}" if as_of else ""
    return {
        "self": f"{target}{own}{asked}",
        "target": target,
        "assessment": f"{target}/assessment{asked}",
        "trajectory": f"{target}/trajectory{asked}",
        "gap": f"{target}/gap{asked}",
        "yardsticks": f"{target}/yardsticks{asked}",
    }


def with_members(document: str, members: Mapping[str, object]) -> bytes:
    """A stored JSON object with members added at its end, without reading it.

    >>> with_members('{"id":"a"}', {"links": {"self": "/v1/a"}})
    b'{"id":"a","links":{"self":"/v1/a"}}'
    """
    added = to_json(members)
    body = document.rstrip()
    if body == "{}":
        return added
    return body[:-1].encode() + b"," + added[1:]
