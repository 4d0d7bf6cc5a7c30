"""A panel of past origins whose outcomes are known: what calibration learns from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from forecasting.combination import Description, describe_members
from forecasting.models.blocks import blocks, prepare
from forecasting.models.features import Features
from forecasting.models.history import Floats, History
from forecasting.models.members import fit_members

_PLAIN = tuple(field.name for field in fields(Features) if field.name != "columns")


@dataclass(frozen=True, eq=False)
class Panel:
    """N origins of one frequency class: their description and what happened at each of H horizons.

    ``description`` has the origins as its last axis. ``outcomes`` (N, H) is NaN where nothing is known.
    ``location_weight`` and ``score_weight`` (N, H) say how much an error counts in either step, an error
    being measured in steps of its series; ``case_weight`` (N, H) how much an origin counts in the likelihood.
    ``horizons`` are the horizons used, 1-based. ``collection`` (N,) numbers the origins whose ranges should together
    hold as often as they say, -1 for none (``bands``).
    """

    description: Description
    outcomes: Floats
    location_weight: Floats
    score_weight: Floats
    case_weight: Floats
    horizons: NDArray[np.intp]
    collection: NDArray[np.intp]

    def subset(self, rows: NDArray[np.intp]) -> Panel:
        """The panel of some origins only."""
        return replace(
            self,
            description=_columns(self.description, rows),
            outcomes=self.outcomes[rows],
            location_weight=self.location_weight[rows],
            score_weight=self.score_weight[rows],
            case_weight=self.case_weight[rows],
            collection=self.collection[rows],
        )


def describe_histories(histories: Sequence[History], *, horizon: int, doubt: float) -> Description:
    """Describe many series of one season, with the series as the last axis.

    Raises ValueError for a series the engine would refuse.
    """
    prepared = []
    for row, history in enumerate(histories):
        item = prepare(history)
        if isinstance(item, str):
            raise ValueError(f"history {row} cannot be described: {item}")  # noqa: TRY004
        prepared.append(item)
    order: list[NDArray[np.intp]] = []
    parts: list[Description] = []
    for block in blocks(prepared):
        part = describe_members(fit_members(block, horizon=horizon), doubt=doubt)
        parts.append(_columns(part, np.arange(len(block.rows))))
        order.append(block.rows)
    return _columns(_joined(parts), np.argsort(np.concatenate(order)))


def _columns(d: Description, rows: NDArray[np.intp]) -> Description:
    f = d.features
    features = Features(
        **{name: getattr(f, name)[rows] for name in _PLAIN},
        columns={name: column[rows] for name, column in f.columns.items()},
    )
    return replace(
        d,
        level=d.level[:, rows],
        departures=d.departures[:, :, rows],
        inputs=d.inputs[:, rows],
        spread=d.spread[:, rows],
        features=features,
    )


def _joined(parts: Sequence[Description]) -> Description:
    def features(name: str) -> Floats:
        return np.concatenate([getattr(part.features, name) for part in parts])

    names = parts[0].input_names
    columns = {n: np.concatenate([part.features.columns[n] for part in parts]) for n in names}
    return Description(
        level=np.concatenate([part.level for part in parts], axis=1),
        departures=np.concatenate([part.departures for part in parts], axis=2),
        inputs=np.concatenate([part.inputs for part in parts], axis=1),
        input_names=names,
        spread=np.concatenate([part.spread for part in parts], axis=1),
        features=Features(**{name: features(name) for name in _PLAIN}, columns=columns),
    )
