"""What goes wrong with a family of models, and with the choice of one.

::

    ForecastError
    ├── ModelFailed     a family cannot fit this series; the others go on
    ├── UnknownModel    no family has that name
    └── WeightsInvalid  weights that cannot weigh the chosen families
"""

from __future__ import annotations

from difflib import get_close_matches

from forecasting.errors import ForecastError


class ModelFailed(ForecastError):
    """A family could not fit a series. ``reason`` is a stable code such as ``too_short``."""

    code = "model_failed"

    def __init__(self, model: str, reason: str, message: str, *, value: object = None) -> None:
        self.model = model
        self.reason = reason
        super().__init__(
            f"The {model} model could not be fitted: {message}",
            field="models",
            value=value,
            remedy="Leave it out, or choose another family.",
        )


class UnknownModel(ForecastError):
    """No family of models has the name asked for; ``suggestion`` is the nearest that exists, if one is near."""

    code = "unknown_model"

    def __init__(self, name: str, *, known: tuple[str, ...]) -> None:
        near = get_close_matches(name, known, n=1, cutoff=0.5)
        self.suggestion = near[0] if near else None
        hint = f"Did you mean “{self.suggestion}”? " if self.suggestion else ""
        super().__init__(
            f"There is no model called “{name}”.",
            field="models",
            value=name,
            remedy=f"{hint}Available: {', '.join(known)}.",
        )


class WeightsInvalid(ForecastError):
    """Weights are negative, all zero, not numbers, or for a family that was not chosen."""

    code = "weights_invalid"
