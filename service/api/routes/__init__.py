"""One file a noun: what can be asked about it, and how the answer is put together from the store."""

from __future__ import annotations

from fastapi import APIRouter

from service.api.routes import (
    areas,
    assessments,
    backtests,
    bulk,
    calibrations,
    changes,
    charts,
    drafts,
    forecasts,
    health,
    hub,
    index,
    indicators,
    judgements,
    label_sets,
    licences,
    missions,
    observations,
    places,
    proposals,
    reference,
    releases,
    reliability,
    revisions,
    sources,
    structures,
    targets,
    track_record,
    what_if,
    yardsticks,
)


def everything() -> tuple[APIRouter, ...]:
    """Every router of the API, in the order of the documentation."""
    return (
        index.router,
        missions.router,
        indicators.router,
        areas.router,
        observations.router,
        revisions.router,
        releases.router,
        sources.router,
        targets.router,
        judgements.router,
        places.router,
        yardsticks.router,
        what_if.router,
        changes.router,
        backtests.router,
        calibrations.router,
        proposals.router,
        drafts.router,
        assessments.router,
        forecasts.router,
        structures.router,
        hub.router,
        bulk.router,
        reliability.router,
        charts.router,
        track_record.router,
        licences.router,
        label_sets.router,
        health.router,
        reference.router,
    )
