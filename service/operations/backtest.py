"""Replay past origins and sum up what the forecasts were worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forecasting.engine import DEFAULT, EngineSettings
from forecasting.past_forecasts import Origin
from forecasting.recalibration.calibration import Calibration
from forecasting.recalibration.origins import PastOrigin, replay_with
from forecasting.reliability import Cell, cells
from forecasting.replay import replay
from forecasting.tally import Tally
from service.operations.backtest_errors import NothingToReplay

Progress = Callable[[int, int], None]

TOGETHER = 8192
"""Origins replayed together; more of them make no number another."""


@dataclass(frozen=True, eq=False)
class Panel:
    """Origins of one source, by the name they are reported under; ``notes`` say what was left out and why.

    ``calibrated`` are those that are replayed with a calibration of their own.
    """

    name: str
    origins: tuple[Origin, ...]
    notes: tuple[str, ...] = ()
    calibrated: tuple[tuple[Calibration, tuple[PastOrigin, ...]], ...] = ()

    @property
    def every(self) -> tuple[Origin, ...]:
        """All origins, whatever they are replayed with."""
        return (*self.origins, *(past.origin for _, some in self.calibrated for past in some))


@dataclass(frozen=True)
class Result:
    """What the forecasts from the origins of one panel were worth.

    ``refused`` counts origins without a forecast by reason.
    """

    name: str
    origins: int
    series: int
    refused: Mapping[str, int]
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = field(default=())


def backtest(
    panels: Sequence[Panel],
    *,
    horizon: int | None = None,
    engine: EngineSettings = DEFAULT,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Replay every panel, each frequency class as far ahead as its outcomes reach (or ``horizon``).

    The same panels give the same result, whatever the order of their origins. Raises NothingToReplay.
    """
    total = sum(len(panel.every) for panel in panels)
    if not total:
        raise NothingToReplay(
            "No series leaves five values to learn from and a later one to be compared with.",
            field="series",
            remedy="Give longer series, or a nearer horizon.",
        )
    done = 0

    def say(here: int, _: int) -> None:
        if progress is not None:
            progress(done + here, total)

    results = []
    for panel in panels:
        tally, refused = Tally(), Counter[str]()
        for origins in by_class(panel.origins).values():
            ahead = reach(origins, horizon)
            for some in in_parts(origins):
                scored = replay(some, horizon=ahead, engine=engine, progress=say)
                tally.add(scored)
                refused.update(reason for reason in scored.reasons if reason is not None)
                done += len(some)
        for calibration, pasts in panel.calibrated:
            for same in _by_class_of(pasts).values():
                ahead = reach([past.origin for past in same], horizon)
                scored = replay_with(same, calibration, horizon=ahead, engine=engine).scored
                tally.add(scored)
                refused.update(reason for reason in scored.reasons if reason is not None)
                say(len(same), total)
                done += len(same)
        results.append(_summed(panel, tally, refused))
    return tuple(results)


def in_parts(origins: Sequence[Origin], *, size: int = TOGETHER) -> Iterator[Sequence[Origin]]:
    """Origins a stretch at a time, so that memory is that of the sums and not of every forecast."""
    for start in range(0, len(origins), size):
        yield origins[start : start + size]


def by_class(origins: Sequence[Origin]) -> dict[str, list[Origin]]:
    """Origins by frequency class, in the order of clusters and then as given."""
    found: dict[str, list[Origin]] = {}
    for origin in sorted(origins, key=lambda one: one.cluster):
        found.setdefault(origin.frequency_class, []).append(origin)
    return {name: found[name] for name in sorted(found, key=_rank)}


def _by_class_of(pasts: Sequence[PastOrigin]) -> dict[str, list[PastOrigin]]:
    found: dict[str, list[PastOrigin]] = {}
    for past in pasts:
        found.setdefault(past.origin.frequency_class, []).append(past)
    return found


def reach(origins: Sequence[Origin], horizon: int | None) -> int:
    """How far the origins of one class are forecast."""
    furthest = max((len(origin.outcomes) for origin in origins), default=1)
    return max(1, min(furthest, horizon) if horizon is not None else furthest)


_ORDER = ("yearly", "quarterly", "monthly", "weekly", "daily", "overlapping")


def _rank(name: str) -> int:
    return _ORDER.index(name)


def _summed(panel: Panel, tally: Tally, refused: Mapping[str, int]) -> Result:
    return Result(
        name=panel.name,
        origins=len(panel.every),
        series=len({origin.cluster for origin in panel.every}),
        refused=dict(sorted(refused.items())),
        cells=cells(tally),
        notes=panel.notes,
    )
