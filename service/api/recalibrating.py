"""A recalibration as it is sent, made into what a job is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.api.schemas.jobs import RecalibrationSent

_CHOICES = ("models", "weights", "scale", "since", "exclude", "breaks", "regressors", "spread", "seed")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the job is asked, and the ids that were sent, by the field they stand in."""

    document: Mapping[str, Any]
    named: Mapping[str, Sequence[str]]


def asked_of(sent: RecalibrationSent) -> Asked:
    """The request of a job."""
    choices = sent.model_dump(mode="json", include=set(_CHOICES))
    choices |= {"weights": list(sent.weights.items()), "regressors": list(sent.regressors.items())}
    return Asked(
        {
            "reason": sent.reason.strip(),
            "names": [*sent.targets, *sent.indicators],
            "mission": sent.mission,
            "everything": sent.everything,
            "area": sent.area,
            "choices": choices,
            "origins": sent.origins,
            "most_areas": sent.most_areas,
            "horizon": sent.horizon,
        },
        {
            "body.targets": sent.targets,
            "body.indicators": sent.indicators,
            "body.regressors": list(sent.regressors),
            "body.mission": (sent.mission,) if sent.mission else (),
        },
    )
