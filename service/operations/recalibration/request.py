"""What is asked of a recalibration: of which series, with what choices, why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forecasting.judging.treatments import Scale
from service.documents import from_document, to_document
from service.operations.recalibration.errors import ReasonMissing

ORIGINS = 20
"""Past origins of a series, at most; the later half confirms."""
MOST_AREAS = 40
"""Areas that a calibration for all areas of an indicator is compared on, unless somebody asks for more."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of an analyst as they are written; with none of them a search over the declared candidates is made.

    A model without a weight counts once. Periods stand in the notation of the series, ``exclude`` may hold ranges such as ``2020-03..2021-06``.
    ``regressors`` are indicators of the same area with the periods they act later. ``spread`` is ``shipped``, ``own``,
    ``wider``, ``narrower``, ``tuned`` or a factor such as ``1.2``.
    """

    models: tuple[str, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    scale: Scale | None = None
    since: str | None = None
    exclude: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    regressors: tuple[tuple[str, int], ...] = ()
    spread: str | None = None
    seed: int | None = None

    @property
    def automatic(self) -> bool:
        """Whether nothing was chosen, so that a search is made."""
        return self == Choices()


@dataclass(frozen=True, slots=True)
class Request:
    """A recalibration as it is asked for: of targets or indicators by their id, of a mission, or of everything.

    Raises ReasonMissing.
    """

    reason: str
    names: tuple[str, ...] = ()
    mission: str | None = None
    everything: bool = False
    area: str | None = None
    choices: Choices = field(default_factory=Choices)
    origins: int = ORIGINS
    horizon: int | None = None
    most_areas: int = MOST_AREAS

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ReasonMissing


def request_document(request: Request) -> dict[str, Any]:
    """A request as JSON allows."""
    document: dict[str, Any] = to_document(request)
    return document


def request_from(document: Mapping[str, Any]) -> Request:
    """A request from its document."""
    return from_document(Request, dict(document))
