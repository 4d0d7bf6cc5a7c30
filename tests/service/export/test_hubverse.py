"""Model output and configuration held against the rules of hubverse (schema 5.0.1).

The hub's own validator is an R package and its schemas cannot be installed from a registry; what they ask for is
written here anew as JSON Schema, rule by rule, and the column rules of model output beside it.
"""

from __future__ import annotations

import io
import re
from typing import Any

import pandas as pd
import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from service.export.courses import QUANTILES
from service.export.hubverse import short_id

COLUMNS = [
    *("origin_date", "target", "location", "horizon", "target_end_date"),
    *("output_type", "output_type_id", "value"),
]


def choices(items: dict[str, Any]) -> dict[str, Any]:
    """A task id: what must be there and what may."""
    listed = {"type": ["array", "null"], "uniqueItems": True, "items": items}
    return {
        "type": "object",
        "properties": {"required": listed, "optional": listed},
        "required": ["required", "optional"],
        "additionalProperties": False,
    }


DAY = choices({"type": "string", "format": "date"})
LEVELS = {"type": "number", "minimum": 0, "maximum": 1}
TASKS: dict[str, Any] = {
    "type": "object",
    "required": ["rounds", "schema_version"],
    "additionalProperties": False,
    "properties": {
        "schema_version": {"type": "string", "pattern": r"/v5\.0\.1/tasks-schema\.json$"},
        "output_type_id_datatype": {
            "enum": ["auto", "character", "double", "integer", "logical", "Date"],
        },
        "derived_task_ids": {"type": ["array", "null"], "uniqueItems": True, "items": {"type": "string"}},
        "rounds": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["round_id_from_variable", "round_id", "model_tasks", "submissions_due"],
                "properties": {
                    "round_id_from_variable": {"type": "boolean"},
                    "round_id": {"type": "string"},
                    "submissions_due": {
                        "type": "object",
                        "required": ["relative_to", "start", "end"],
                        "additionalProperties": False,
                        "properties": {
                            "relative_to": {"type": "string"},
                            "start": {"type": "integer"},
                            "end": {"type": "integer"},
                        },
                    },
                    "model_tasks": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["task_ids", "output_type", "target_metadata"],
                            "additionalProperties": False,
                            "properties": {
                                "task_ids": {
                                    "type": "object",
                                    "required": COLUMNS[:5],
                                    "properties": {
                                        "origin_date": DAY,
                                        "target_end_date": DAY,
                                        "target": choices({"type": "string"}),
                                        "location": choices({"type": "string"}),
                                        "horizon": choices({"type": "integer"}),
                                    },
                                },
                                "output_type": {
                                    "type": "object",
                                    "additionalProperties": False,
                                    "properties": {
                                        "quantile": {
                                            "type": "object",
                                            "required": ["output_type_id", "value", "is_required"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "is_required": {"type": "boolean"},
                                                "output_type_id": {
                                                    "type": "object",
                                                    "required": ["required"],
                                                    "additionalProperties": False,
                                                    "properties": {
                                                        "required": {
                                                            "type": "array",
                                                            "uniqueItems": True,
                                                            "items": LEVELS,
                                                        }
                                                    },
                                                },
                                                "value": {
                                                    "type": "object",
                                                    "required": ["type"],
                                                    "additionalProperties": False,
                                                    "properties": {
                                                        "type": {"enum": ["double", "integer"]},
                                                        "minimum": {"type": "number"},
                                                        "maximum": {"type": "number"},
                                                    },
                                                },
                                            },
                                        }
                                    },
                                },
                                "target_metadata": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": [
                                            *("target_id", "target_name", "target_units", "target_type"),
                                            *("target_keys", "is_step_ahead"),
                                        ],
                                        "properties": {
                                            "target_id": {"type": "string", "maxLength": 30},
                                            "target_name": {"type": "string", "maxLength": 100},
                                            "target_units": {"type": "string", "maxLength": 100},
                                            "target_keys": {
                                                "type": "object",
                                                "minProperties": 1,
                                                "maxProperties": 1,
                                                "additionalProperties": {"type": "string"},
                                            },
                                            "description": {"type": "string"},
                                            "target_type": {
                                                "enum": [
                                                    *("continuous", "discrete", "date", "binary"),
                                                    *("nominal", "ordinal", "compositional"),
                                                ]
                                            },
                                            "is_step_ahead": {"type": "boolean"},
                                            "time_unit": {"enum": ["day", "week", "month"]},
                                        },
                                        "if": {"properties": {"is_step_ahead": {"const": True}}},
                                        "then": {"required": ["time_unit"]},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
ADMIN: dict[str, Any] = {
    "type": "object",
    "required": [
        *("schema_version", "name", "maintainer", "contact", "repository", "file_format", "timezone"),
    ],
    "additionalProperties": False,
    "properties": {
        "schema_version": {"type": "string", "pattern": r"/v5\.0\.1/admin-schema\.json$"},
        "name": {"type": "string"},
        "maintainer": {"type": "string"},
        "contact": {"type": "object", "properties": {"name": {"type": "string"}}},
        "repository": {"type": "object", "properties": {"name": {"type": "string"}}},
        "file_format": {"type": "array", "items": {"enum": ["csv", "parquet", "arrow"]}},
        "timezone": {"const": "Europe/London"},
        "model_output_dir": {"type": "string"},
    },
}


@pytest.fixture(scope="module")
def tasks(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/v1/hub/hub-config/tasks.json").raise_for_status().json()
    return found


def test_the_configuration_follows_the_schema(client: TestClient, tasks: dict[str, Any]) -> None:
    Draft202012Validator(TASKS, format_checker=FormatChecker()).validate(tasks)
    admin = client.get("/v1/hub/hub-config/admin.json").raise_for_status().json()
    Draft202012Validator(ADMIN).validate(admin)


def test_the_rules_beyond_the_schema(tasks: dict[str, Any]) -> None:
    (one,) = tasks["rounds"]
    names = []
    for group in one["model_tasks"]:
        ids = group["task_ids"]
        assert {one["round_id"], one["submissions_due"]["relative_to"], *tasks["derived_task_ids"]} <= set(
            ids
        )
        assert all(values["required"] or values["optional"] for values in ids.values())
        metadata = group["target_metadata"]
        assert [meta["target_keys"]["target"] for meta in metadata] == ids["target"]["optional"]
        names += [meta["target_id"] for meta in metadata]
    assert len(names) == len(set(names))


def test_long_ids_stay_apart() -> None:
    alike = ["children_low_income_families_pct_bhc", "children_low_income_families_pct_ahc"]
    short = {short_id(one) for one in alike}
    assert len(short) == 2
    assert all(len(one) == 30 for one in short)
    assert short_id("gdp_per_head") == "gdp_per_head"


def rounds(client: TestClient) -> list[str]:
    items = client.get("/v1/forecasts?limit=1000").json()["items"]
    return sorted({item["as_of"] for item in items})


def test_every_round_is_valid_model_output(client: TestClient, tasks: dict[str, Any]) -> None:
    (config,) = tasks["rounds"]
    groups = {group["task_ids"]["target"]["optional"][0]: group for group in config["model_tasks"]}
    found = rounds(client)
    assert len(found) > 1
    for origin in found:
        answer = client.get(f"/v1/forecasts.hubverse.csv?origin_date={origin}").raise_for_status()
        file = re.search(r'filename="([^"]+)"', answer.headers["content-disposition"])
        assert file is not None
        # The name is round and model; a model is a team and an abbreviation.
        assert re.fullmatch(rf"{origin}-[A-Za-z0-9_]+-[A-Za-z0-9_]+\.csv", file[1])
        frame = pd.read_csv(io.BytesIO(answer.content), dtype={"location": str})
        assert list(frame.columns) == COLUMNS
        assert set(frame["origin_date"]) == {origin}
        assert set(frame["output_type"]) == {"quantile"}
        assert not frame.isna().any().any()
        assert not frame.duplicated(COLUMNS[:-1]).any()
        for target, rows in frame.groupby("target"):
            group = groups[str(target)]
            for name in COLUMNS[:5]:
                allowed = group["task_ids"][name]
                assert set(rows[name]) <= {*(allowed["required"] or ()), *(allowed["optional"] or ())}, name
            bounds = group["output_type"]["quantile"]["value"]
            assert rows["value"].between(bounds.get("minimum", -1e300), bounds.get("maximum", 1e300)).all()
            for _, task in rows.groupby(["location", "horizon"]):
                assert list(task["output_type_id"]) == list(QUANTILES)
                assert (task["value"].diff().dropna() >= 0).all()
                assert task["target_end_date"].nunique() == 1


def test_a_file_holds_one_round(client: TestClient) -> None:
    answer = client.get("/v1/forecasts.hubverse.csv")
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["code"], fault["path"]) == ("one_round", "query.origin_date")
    assert set(fault["detail"]) <= set(rounds(client))
    nothing = client.get("/v1/forecasts.hubverse.csv?origin_date=1999-01-01")
    assert nothing.json()["errors"][0]["code"] == "one_round"
