"""The description of the API: OpenAPI 3.1, an example on every response, names that stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from forecasting.errors import HeadwayError
from service.api.app import create_app
from service.api.bodies import BODIES
from service.api.problems import PROBLEM_TYPES
from service.settings import Settings

PROBLEM = "application/problem+json"
# Other formats of a resource that the guide names without them.
_SUFFIXES = (".svg", ".png", ".vl.json", ".csv", ".csv-metadata.json", ".parquet", ".xml")

# The names clients were generated from. One may be added; none may change or go.
OPERATIONS = {
    ("getIndex", "/v1"),
    ("listMissions", "/v1/missions"),
    ("listMissionsCsv", "/v1/missions.csv"),
    ("getMission", "/v1/missions/{mission_id}"),
    ("listIndicators", "/v1/indicators"),
    ("listIndicatorsCsv", "/v1/indicators.csv"),
    ("getIndicator", "/v1/indicators/{indicator_id}"),
    ("listObservations", "/v1/indicators/{indicator_id}/observations"),
    ("listObservationsCsv", "/v1/indicators/{indicator_id}/observations.csv"),
    ("listTargets", "/v1/targets"),
    ("listTargetsCsv", "/v1/targets.csv"),
    ("getTarget", "/v1/targets/{target_id}"),
    ("getAssessment", "/v1/targets/{target_id}/assessment"),
    ("getTrajectory", "/v1/targets/{target_id}/trajectory"),
    ("getTrajectoryCsv", "/v1/targets/{target_id}/trajectory.csv"),
    ("getTrajectoryRows", "/v1/targets/{target_id}/trajectory/rows"),
    ("getGap", "/v1/targets/{target_id}/gap"),
    ("getYardsticks", "/v1/targets/{target_id}/yardsticks"),
    ("getYardsticksCsv", "/v1/targets/{target_id}/yardsticks.csv"),
    ("getChanges", "/v1/targets/{target_id}/changes"),
    ("getChangesCsv", "/v1/targets/{target_id}/changes.csv"),
    ("getWhatIf", "/v1/targets/{target_id}/what-if"),
    ("askWhatIf", "/v1/targets/{target_id}/what-if"),
    ("proposeTargets", "/v1/proposals"),
    ("assessDraftTarget", "/v1/targets/draft/assess"),
    ("listAssessments", "/v1/assessments"),
    ("listAssessmentsCsv", "/v1/assessments.csv"),
    ("listLabelSets", "/v1/label-sets"),
    ("listLabelSetsCsv", "/v1/label-sets.csv"),
    ("getLabelSet", "/v1/label-sets/{label_set_id}"),
    ("getTargetBacktest", "/v1/targets/{target_id}/backtest"),
    ("getTargetBacktestCsv", "/v1/targets/{target_id}/backtest.csv"),
    ("getTrajectoryChart", "/v1/targets/{target_id}/charts/trajectory"),
    ("getGapChart", "/v1/targets/{target_id}/charts/gap"),
    ("getProbabilityChart", "/v1/targets/{target_id}/charts/probability"),
    ("getAttainmentChart", "/v1/targets/{target_id}/charts/attainment"),
    ("getRevisionsChart", "/v1/indicators/{indicator_id}/charts/revisions"),
    ("getAreasChart", "/v1/indicators/{indicator_id}/charts/areas"),
    ("getReliabilityChart", "/v1/reliability/chart"),
    ("listReliability", "/v1/reliability"),
    ("listReliabilityCsv", "/v1/reliability.csv"),
    ("listLicences", "/v1/licences"),
    ("listLicencesCsv", "/v1/licences.csv"),
    ("getLiveness", "/health/live"),
    ("getReadiness", "/health/ready"),
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(Settings(home=tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def api(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def operations(api: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in api["paths"].items():
        for operation in methods.values():
            yield path, operation


def contents(api: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name of the response, media type and content of every response that has a body."""
    for path, operation in operations(api):
        for status, response in operation["responses"].items():
            for media_type, content in response.get("content", {}).items():
                yield f"{path} {status}", media_type, content


def validator(api: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    document = DRAFT202012.create_resource(api)
    registry: Registry[Any] = Registry().with_resource("urn:api", document)
    rooted = {"$ref": f"urn:api{schema['$ref']}"} if "$ref" in schema else _rooted(schema)
    return Draft202012Validator(rooted, registry=registry, format_checker=FormatChecker())


def _rooted(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {k: f"urn:api{v}" if k == "$ref" else _rooted(v) for k, v in schema.items()}
    return [_rooted(item) for item in schema] if isinstance(schema, list) else schema


def test_it_is_openapi_3_1(api: dict[str, Any]) -> None:
    assert api["openapi"] == "3.1.0"
    assert api["info"]["title"] == "Headway"
    assert {"title", "version", "summary", "description"} <= set(api["info"])


def test_every_reference_leads_somewhere(api: dict[str, Any]) -> None:
    names = set(re.findall(r"#/components/schemas/([A-Za-z0-9_]+)", str(api)))
    assert names
    assert names <= set(api["components"]["schemas"])
    for schema in api["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_the_names_of_operations_stay(api: dict[str, Any]) -> None:
    found = {(operation["operationId"], path) for path, operation in operations(api)}
    assert found >= OPERATIONS
    assert len({name for name, _ in found}) == len(found)


def test_everything_says_what_it_is(api: dict[str, Any]) -> None:
    for path, operation in operations(api):
        assert operation["summary"], path
        assert operation["description"], path
        assert set(operation["tags"]) <= {tag["name"] for tag in api["tags"]}, path
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), f"{path} {parameter['name']}"


def test_every_response_has_an_example_of_its_own_shape(api: dict[str, Any]) -> None:
    for name, media_type, content in contents(api):
        examples = [one["value"] for one in content.get("examples", {}).values()]
        examples += [content["example"]] if "example" in content else []
        assert examples, f"{name} {media_type} has no example"
        assert content["schema"], f"{name} {media_type} has no schema"
        for example in examples:
            validator(api, content["schema"]).validate(example)


def test_every_body_has_an_example_that_would_be_taken(api: dict[str, Any]) -> None:
    sent = [
        (operation["operationId"], content)
        for _, operation in operations(api)
        for content in operation.get("requestBody", {}).get("content", {}).values()
    ]
    assert {name for name, _ in sent} == set(BODIES)
    for name, content in sent:
        assert content["example"] == BODIES[name]
        validator(api, content["schema"]).validate(content["example"])


def test_examples_show_every_field(api: dict[str, Any]) -> None:
    """An example that lacks a required field would fail above; one that has a field too many fails here."""
    for name, media_type, content in contents(api):
        schema = api["components"]["schemas"].get(content["schema"].get("$ref", "").rpartition("/")[2])
        if media_type == "application/json" and schema is not None and "properties" in schema:
            assert set(content["example"]) <= set(schema["properties"]), name


def test_refusals_are_problems(api: dict[str, Any]) -> None:
    for path, operation in operations(api):
        for status, response in operation["responses"].items():
            if status >= "400":
                assert set(response["content"]) == {PROBLEM}, f"{path} {status}"
        if path.startswith("/v1"):
            # Questions that come in a body are answered for that request alone.
            # and what takes a key is kept by nobody.
            kept = set() if {"requestBody", "security"} & set(operation) else {"304"}
            assert {"401", "406", "422", "429", "500", "503"} | kept <= set(operation["responses"]), path
            assert {"200", "201", "202"} & set(operation["responses"]), path


def test_it_is_served_with_a_validator(app: FastAPI, api: dict[str, Any]) -> None:
    with TestClient(app) as client:
        response = client.get("/openapi.json")
        assert response.json() == api
        again = client.get("/openapi.json", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


def test_the_reference_page_needs_nothing_from_elsewhere(app: FastAPI, api: dict[str, Any]) -> None:
    with TestClient(app) as client:
        response = client.get("/docs")
    page = response.text
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    fetched = re.findall(r"""(?:src|href|action)\s*=\s*["']([^"']*)|url\(([^)]*)\)|@import""", page)
    assert all(link.startswith(("/", "#")) for link, _ in fetched), fetched
    assert "<script" not in page
    # Its look is that of the board, and each problem is shown once.
    assert "<style" not in page
    assert "unsafe" not in response.headers["content-security-policy"]
    assert len(page) < 1_000_000
    for code in re.findall(r'href="#(\w+)"', page):
        assert f'id="{code}"' in page, code
    for path, operation in operations(api):
        assert path in page
        assert f'id="{operation["operationId"]}"' in page
    assert 'id="not_assessed"' in page


def test_examples_are_kept_for_these_operations_only(api: dict[str, Any], root: Path) -> None:
    named = {operation["operationId"] for _, operation in operations(api)}
    kept = {file.name.partition(".")[0] for file in (root / "service/api/examples").iterdir()}
    assert kept <= named


def test_the_guide_leaves_nothing_out(api: dict[str, Any], root: Path) -> None:
    guide = (root / "docs/api.md").read_text("utf-8")
    for path in api["paths"]:
        if not path.endswith(_SUFFIXES):
            assert re.sub(r"{[a-z_]+}", "{id}", path) in guide, path
    for error in PROBLEM_TYPES:
        if error is not HeadwayError:
            assert f"`{error.code}`" in guide, error
    for name in Settings.model_fields:
        assert f"`HEADWAY_{name.upper()}`" in guide, name
