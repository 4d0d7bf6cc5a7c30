"""Model output and configuration held against the rules of hubverse (schema 5.0.1), and read by a hub's own reader.

The hub's own validator is an R package and its schemas cannot be installed from a registry; what they ask for is
written here anew as JSON Schema, rule by rule, and the column rules of model output beside it. ``hubdata``, hubverse's
Python package, reads a hub made of nothing but what the service answers.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fastapi.testclient import TestClient
from hubdata import connect_hub
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
                                        },
                                        "pmf": {
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
                                                            "items": {"type": "string"},
                                                        }
                                                    },
                                                },
                                                "value": {
                                                    "type": "object",
                                                    "required": ["type", "minimum", "maximum"],
                                                    "additionalProperties": False,
                                                    "properties": {
                                                        "type": {"const": "double"},
                                                        "minimum": {"const": 0},
                                                        "maximum": {"const": 1},
                                                    },
                                                },
                                            },
                                        },
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
        # A task id that means nothing for a task is null, and nothing else is.
        empty = {name for name, values in ids.items() if not (values["required"] or values["optional"])}
        assert empty == ({"horizon"} if "pmf" in group["output_type"] else set())
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
    groups = {
        group["task_ids"]["target"]["optional"][0]: group
        for group in config["model_tasks"]
        if "quantile" in group["output_type"]
    }
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


def test_the_chance_of_a_target_is_a_mass_function(client: TestClient, tasks: dict[str, Any]) -> None:
    judged = [one for one in client.get("/v1/assessments").json()["items"] if one["probability"] is not None]
    days = sorted({one["as_of"] for one in judged})
    assert days
    for day in days:
        answer = client.get(f"/v1/assessments.hubverse.csv?origin_date={day}").raise_for_status()
        assert f'filename="{day}-headway-targets.csv"' in answer.headers["content-disposition"]
        frame = pd.read_csv(io.BytesIO(answer.content))
        assert list(frame.columns) == COLUMNS
        assert frame["horizon"].isna().all()
        assert set(frame["output_type"]) == {"pmf"}
        wide = frame.pivot(index="target", columns="output_type_id", values="value")
        assert list(wide.columns) == ["met", "not_met"]
        assert (wide.sum(axis=1) - 1).abs().max() < 1e-12
        of_day = {one["target_id"]: one["probability"] for one in judged if one["as_of"] == day}
        assert wide["met"].to_dict() == of_day
        listed = {
            target
            for group in tasks["rounds"][0]["model_tasks"]
            if "pmf" in group["output_type"]
            for target in group["task_ids"]["target"]["optional"]
        }
        assert set(wide.index) <= listed
    several = client.get("/v1/assessments.hubverse.csv")
    if len(days) > 1:
        assert several.json()["errors"][0]["code"] == "one_round"
    history = client.get(f"/v1/assessments.hubverse.csv?origin_date={days[0]}&include_history=true")
    assert history.status_code == 422


def test_a_hub_of_these_files_is_read_by_the_reader_of_hubs(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "hub-config").mkdir()
    for name in ("admin", "tasks"):
        answer = client.get(f"/v1/hub/hub-config/{name}.json").raise_for_status()
        (tmp_path / f"hub-config/{name}.json").write_bytes(answer.content)
    written = 0
    for resource, model in (("forecasts", "headway-course"), ("assessments", "headway-targets")):
        folder = tmp_path / "model-output" / model
        folder.mkdir(parents=True)
        days = {
            one["as_of"]
            for one in client.get(f"/v1/{resource}?limit=1000").json()["items"]
            if one.get("probability", 0) is not None
        }
        for day in days:
            body = client.get(f"/v1/{resource}.hubverse.csv?origin_date={day}").raise_for_status().content
            (folder / f"{day}-{model}.csv").write_bytes(body)
            written += body.count(b"\r\n") - 1
    hub = connect_hub(tmp_path)
    assert str(hub.schema.field("output_type_id").type) == "string"
    assert str(hub.schema.field("origin_date").type) == "date32[day]"
    assert str(hub.schema.field("horizon").type) == "int32"
    frame = hub.to_table().to_pandas()
    assert len(frame) == written
    assert set(frame["model_id"]) == {"headway-course", "headway-targets"}
    course = frame[frame["output_type"] == "quantile"]
    levels = sorted({float(level) for level in course["output_type_id"]})
    assert levels == sorted(QUANTILES)
    own = pd.read_csv(io.BytesIO(client.get("/v1/forecasts/rtt_pct_within_18w/E92000001.csv").content))
    read = course[(course["target"] == "rtt_pct_within_18w") & (course["location"] == "E92000001")]
    assert sorted(read["value"]) == sorted(own["value"])
