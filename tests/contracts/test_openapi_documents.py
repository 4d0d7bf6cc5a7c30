"""Stored documents are served as they are: here every one of the real catalogue is held against its schema."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]
from pydantic import BaseModel

from datasets.catalogue import entries
from datasets.dates import KnownDate
from forecasting import assessment, findings, verdicts
from forecasting.indicators import Origin
from service.api.app import create_app
from service.api.schemas import assessment as shapes
from service.api.schemas import catalogue, shape
from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.settings import Settings
from service.store.reads.catalogue import targets

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

# Which schema mirrors which dataclass, and what the schema adds to it.
MIRRORS: list[tuple[type[BaseModel], type, set[str]]] = [
    (shapes.AssessmentShape, assessment.Assessment, {"links"}),
    (shapes.ProjectionShape, assessment.Projection, set()),
    (shapes.GapShape, assessment.Gap, set()),
    (shapes.GapNowShape, assessment.GapNow, set()),
    (shapes.RatesShape, assessment.Rates, set()),
    (shapes.AttainmentShape, assessment.Attainment, set()),
    (shapes.SensitivityShape, assessment.Sensitivity, set()),
    (shapes.ComponentShape, assessment.Component, set()),
    (shapes.OutcomeShape, assessment.Outcome, set()),
    (shapes.TrackPointShape, assessment.TrackPoint, set()),
    (shapes.EvidenceShape, assessment.Evidence, set()),
    (shapes.LikelihoodShape, verdicts.Likelihood, {"title"}),
    (shape.RangeShape, assessment.Range, set()),
    (shape.FindingShape, findings.Finding, set()),
    (catalogue.MissionCore, entries.MissionEntry, set()),
    (catalogue.IndicatorShape, entries.IndicatorEntry, {"links", "record"}),
    (catalogue.TargetShape, entries.TargetEntry, {"links", "record"}),
    (catalogue.BreakShape, entries.BreakEntry, set()),
    (catalogue.ExceptionalShape, entries.ExceptionalEntry, set()),
    (catalogue.BaselineShape, entries.BaselineEntry, set()),
    (catalogue.WindowShape, entries.WindowEntry, set()),
    (catalogue.UnrateableShape, entries.UnrateableEntry, set()),
    (catalogue.StatusShape, entries.StatusEntry, set()),
    (catalogue.PublishedOutcomeShape, entries.OutcomeEntry, set()),
    (catalogue.MilestoneShape, entries.MilestoneEntry, set()),
    (catalogue.KnownDateShape, KnownDate, set()),
    (catalogue.OriginShape, Origin, set()),
]


@pytest.mark.parametrize(
    ("mirror", "domain", "more"), MIRRORS, ids=lambda item: getattr(item, "__name__", "")
)
def test_a_schema_has_the_fields_of_its_dataclass(
    mirror: type[BaseModel], domain: Any, more: set[str]
) -> None:
    assert set(mirror.model_fields) - more == {field.name for field in dataclasses.fields(domain)}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The bundled catalogue and statistics, with one target of every kind and of every status judged."""
    settings = Settings(home=tmp_path_factory.mktemp("headway"))
    installation = open_installation(settings, recorded=MORNING)
    try:
        with installation.store.read() as session:
            listed = targets(session)
        chosen = {one.kind: one.id for one in listed} | {one.status: one.id for one in listed}
        judge_targets(installation, recorded=MORNING, targets=sorted(chosen.values()))
    finally:
        installation.close()
    with TestClient(create_app(settings)) as running:
        yield running


def strict(model: type[BaseModel], api: dict[str, Any]) -> Draft202012Validator:
    """The schema of a model in which no field may be undeclared."""
    schemas = {
        name: {**schema, "additionalProperties": False} if schema.get("properties") else schema
        for name, schema in api["components"]["schemas"].items()
    }
    schema = {**schemas[model.__name__], "components": {"schemas": schemas}}
    return Draft202012Validator(schema, format_checker=FormatChecker())


def everything(client: TestClient, address: str) -> Iterator[dict[str, Any]]:
    following: str | None = address
    while following:
        page = client.get(following).raise_for_status().json()
        yield from page["items"]
        following = page["links"].get("next")


def test_every_entry_of_the_catalogue_fits_its_schema(client: TestClient) -> None:
    api = client.app.openapi()  # type: ignore[attr-defined]
    fits = {
        "missions": strict(catalogue.MissionDetail, api),
        "indicators": strict(catalogue.IndicatorShape, api),
        "targets": strict(catalogue.TargetShape, api),
    }
    for noun, schema in fits.items():
        entries_ = list(everything(client, f"/v1/{noun}"))
        assert entries_
        for item in entries_:
            schema.validate(client.get(item["links"]["self"]).raise_for_status().json())


def test_every_list_fits_its_schema(client: TestClient) -> None:
    api = client.app.openapi()  # type: ignore[attr-defined]
    for address, model in (
        ("/v1/missions", catalogue.MissionList),
        ("/v1/indicators", catalogue.IndicatorList),
        ("/v1/targets?limit=1000", catalogue.TargetList),
        ("/v1/assessments?limit=1000", shapes.AssessmentList),
    ):
        strict(model, api).validate(client.get(address).raise_for_status().json())


def test_every_judgement_fits_its_schema(client: TestClient) -> None:
    from service.api.schemas import trajectory

    api = client.app.openapi()  # type: ignore[attr-defined]
    fits = {
        "assessment": strict(shapes.AssessmentShape, api),
        "trajectory": strict(trajectory.TrajectoryShape, api),
        "gap": strict(trajectory.GapsShape, api),
    }
    judged = [item for item in everything(client, "/v1/targets") if item["judgement"]]
    assert len({item["kind"] for item in judged}) >= 10
    assert len({item["judgement"]["verdict"] for item in judged}) >= 5
    row = strict(trajectory.FlatRow, api)
    for item in judged:
        for name, schema in fits.items():
            schema.validate(client.get(item["links"][name]).raise_for_status().json())
        for line in client.get(item["links"]["trajectory_rows"]).raise_for_status().json():
            row.validate(line)


def test_every_observation_fits_its_schema(client: TestClient) -> None:
    from service.api.schemas import trajectory

    schema = strict(trajectory.ObservationList, client.app.openapi())  # type: ignore[attr-defined]
    for address in (
        "/v1/indicators/rtt_pct_within_18w/observations",
        "/v1/indicators/rtt_pct_within_18w/observations?as_of=2025-06-30",
        "/v1/indicators/net_additional_dwellings/observations?include_history=true",
    ):
        document = client.get(address).raise_for_status().json()
        assert document["items"]
        schema.validate(document)
