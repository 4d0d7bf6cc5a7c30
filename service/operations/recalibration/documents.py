"""A challenger and its backtest as documents for programs and pages."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from forecasting.margins import interpolation
from forecasting.recalibration.calibration import Calibration, Constants
from forecasting.recalibration.challenge import Challenge
from forecasting.recalibration.comparison import Measured, Part
from forecasting.recalibration.origins import Replayed
from forecasting.recalibration.rule import RULES, decide
from service.documents import to_document
from service.operations.constants import Engine
from service.operations.recalibration.past import Subject
from service.operations.rounding import rounded

Document = dict[str, Any]
_LEVELS = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
_MOST_ORIGINS = 60
"""Origins whose forecasts are kept one by one, for pictures."""


def challenger_document(subject: Subject, made: Challenge, engine: Engine) -> Document:
    """What a challenger is, on what it was compared, and what the comparison says."""
    item, grid = subject.longest
    return {
        "calibration": to_document(made.calibration),
        "words": words_of(made.calibration),
        "champion": words_of(made.champion),
        "settings": {
            "engine": engine.name,
            "constants": engine.constants,
            "horizon": int(made.champion_replay.quantiles.shape[1]),
            "seed": "from the key of each judgement"
            if made.calibration.seed is None
            else made.calibration.seed,
        },
        "data": {
            "indicator_id": subject.indicator,
            "area": subject.area or None,
            "unit": item.entry.unit,
            "series": len(subject.items),
            "areas": subject.areas,
            "compared": [item.area for item in subject.items] if not subject.area else [],
            "observations": sum(len(one) for one in subject.grids),
            "latest_period": to_document(grid.latest),
            "releases": list(subject.releases),
            "digest": subject.digest,
        },
        "origins": {
            "footings": dict(sorted(Counter(one.origin.footing for one in made.origins).items())),
            "choosing": _periods(made, confirming=False),
            "confirming": _periods(made, confirming=True),
        },
        "search": [
            {"name": one.name, "version": one.calibration.version, "ratio": rounded(one.ratio)}
            for one in made.searched
        ],
        "statement": made.comparison.statement,
        "rules": [{"rule": rule.name, "text": rule.text, **_decision(made, rule.name)} for rule in RULES],
    }


def _decision(made: Challenge, name: str) -> Document:
    rule = next(rule for rule in RULES if rule.name == name)
    said = decide(made.comparison, rule)
    return {"promote": said.promote, "reasons": list(said.reasons)}


def _periods(made: Challenge, *, confirming: bool) -> list[str]:
    rows = made.parts.confirming if confirming else made.parts.choosing
    return list(
        dict.fromkeys(str(one.period) for one, used in zip(made.origins, rows.tolist(), strict=True) if used)
    )


def backtest_document(made: Challenge) -> Document:
    """Champion and challenger side by side: every measure, and the forecasts from each origin beside outcomes."""
    found = made.comparison
    return {
        "tried": found.tried,
        "choosing": found.choosing,
        "confirming": found.confirming,
        "series": found.series,
        "statement": found.statement,
        "measures": [_measured(line) for line in found.measured],
        "pit": {"champion": list(found.pit_champion), "challenger": list(found.pit_challenger)},
        "reliability": {
            name: _reliability(made, replay)
            for name, replay in (("champion", made.champion_replay), ("challenger", made.challenger_replay))
        },
        "items": _items(made),
    }


def _measured(line: Measured) -> Document:
    d = line.difference
    return {
        "measure": line.measure,
        "part": line.part.value,
        "footing": line.footing,
        "from": None if line.horizons is None else line.horizons[0],
        "to": None if line.horizons is None else line.horizons[1],
        "champion": rounded(line.champion),
        "challenger": rounded(line.challenger),
        "difference": rounded(d.value),
        "error": rounded(d.error),
        "low": rounded(d.low),
        "high": rounded(d.high),
        "p": rounded(d.p),
        "p_adjusted": rounded(line.p_adjusted),
        "origins": d.count,
        "method": d.method,
    }


def _reliability(made: Challenge, replay: Replayed) -> list[Document]:
    """Probabilities said for past targets, by tenths, beside the share that came true, on the confirming origins."""
    rows = made.parts.confirming
    said, met = replay.scored.said[rows].ravel(), replay.scored.met[rows].ravel()
    known = np.isfinite(said) & np.isfinite(met)
    said, met = said[known], met[known]
    tenth = np.minimum((said * 10).astype(int), 9)
    return [
        {
            "said": rounded(float(said[tenth == k].mean())),
            "happened": rounded(float(met[tenth == k].mean())),
            "count": int((tenth == k).sum()),
        }
        for k in range(10)
        if (tenth == k).any()
    ]


def _items(made: Challenge) -> list[Document]:
    reading = interpolation(list(_LEVELS.values()))
    sides = {"champion": made.champion_replay.quantiles, "challenger": made.challenger_replay.quantiles}
    grids = {name: quantiles @ reading for name, quantiles in sides.items()}
    found: list[Document] = []
    for row, one in enumerate(made.origins[-_MOST_ORIGINS:], start=max(0, len(made.origins) - _MOST_ORIGINS)):
        step = one.grid.step_of(one.period)
        lines = []
        for ahead, actual in enumerate(one.origin.outcomes.tolist(), start=1):
            if not np.isfinite(actual) or ahead > next(iter(grids.values())).shape[1]:
                continue
            values = {
                name: {
                    level: rounded(value)
                    for level, value in zip(_LEVELS, grid[row, ahead - 1].tolist(), strict=True)
                }
                for name, grid in grids.items()
            }
            lines.append(
                {
                    "horizon": ahead,
                    "period": to_document(one.grid.period_at(step + ahead)),
                    "actual": rounded(actual),
                    **values,
                }
            )
        found.append(
            {
                "area": one.grid.area,
                "period": to_document(one.period),
                "as_of": None if one.day is None else one.day.isoformat(),
                "footing": one.origin.footing,
                "part": (Part.CONFIRMING if made.parts.confirming[row] else Part.CHOOSING).value,
                "last_value": rounded(one.origin.last),
                "forecasts": lines,
            }
        )
    return found


def words_of(calibration: Calibration) -> str:
    """What a calibration is, in a few words."""
    parts: list[str] = []
    if calibration.models:
        weights = dict(calibration.weights)
        parts.append(
            " + ".join(
                f"{name} ({weights[name]:g})" if name in weights else name for name in calibration.models
            )
        )
    if calibration.scale.value != "both":
        parts.append(f"{calibration.scale.value} scale")
    if calibration.since is not None:
        parts.append(f"since {calibration.since.label}")
    if calibration.excluded:
        parts.append(f"without {', '.join(p.label for p in calibration.excluded)}")
    if calibration.breaks:
        parts.append(f"break in {', '.join(p.label for p in calibration.breaks)}")
    if calibration.regressors:
        parts.append(
            "driven by "
            + ", ".join(
                f"{by.indicator}{f' {by.lag} periods earlier' if by.lag else ''}"
                for by in calibration.regressors
            )
        )
    if calibration.spread.constants is Constants.SHIPPED:
        parts.append("shipped spread")
    if calibration.spread.factor != 1:
        parts.append(f"spread × {calibration.spread.factor:g}")
    if calibration.seed is not None:
        parts.append(f"seed {calibration.seed}")
    return "; ".join(parts) if parts else "the engine as it ships"
