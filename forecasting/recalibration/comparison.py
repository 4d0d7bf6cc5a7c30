"""A challenger beside the champion on the same past origins: every measure, by horizon, with its noise.

The origins are split in time. The earlier ones may choose a challenger, with outcomes known before the first of the
later ones; the later ones confirm, and no challenger was chosen on them. The mean losses of one series are compared
by the Diebold-Mariano test, everything else, and several series together, by a paired bootstrap: of blocks of
consecutive origins within one series, of whole series where there are many.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from forecasting import scores
from forecasting.evidence import horizon_bounds
from forecasting.past_forecasts import Scored
from forecasting.recalibration.diebold_mariano import Difference, diebold_mariano, overlap_allowed
from forecasting.recalibration.parts import Part as Part

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_SEED = 20260103
_REPLICATES = 400
_MANY = 8
"""From so many series on, whole series are drawn."""
_NORMAL_90 = 1.6448536269514722
_TENTHS = 10
MEAN_LOSSES = ("crps", "interval_80", "interval_95", "brier", "log_score")
NOMINAL = {"coverage_50": 0.5, "coverage_80": 0.8, "coverage_95": 0.95}
MEASURES = (*MEAN_LOSSES, *NOMINAL, "bias", "change_error", "pit")
"""Lower is better in the difference of each; for coverage, bias and PIT it is the distance from what is right."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of champion and challenger on one part of the origins and some horizons (None: all).

    ``footing`` is set on lines of origins whose figures are known in one way only (as in releases of the time, or by
    the usual delay): where there are several ways, each also stands alone. ``champion`` and ``challenger`` are plain values (a coverage, a mean score); ``difference`` is challenger less
    champion of what should be low. ``p_adjusted`` is its p-value times the number of challengers tried, at most 1.
    """

    measure: str
    part: Part
    horizons: tuple[int, int] | None
    champion: float | None
    challenger: float | None
    difference: Difference
    p_adjusted: float | None = None
    footing: str | None = None


@dataclass(frozen=True, eq=False)
class Comparison:
    """A challenger beside the champion. ``tried`` counts the challengers since the champion, this one included."""

    measured: tuple[Measured, ...]
    pit_champion: tuple[float, ...]
    pit_challenger: tuple[float, ...]
    choosing: int
    confirming: int
    series: int
    tried: int
    statement: str

    def of(
        self, measure: str, part: Part = Part.CONFIRMING, horizons: tuple[int, int] | None = None
    ) -> Measured | None:
        """One line of the comparison."""
        return next(
            (
                m
                for m in self.measured
                if (m.measure, m.part, m.horizons, m.footing) == (measure, part, horizons, None)
            ),
            None,
        )


@dataclass(frozen=True, eq=False)
class Split:
    """Which origins choose and which confirm, and which of the outcomes the choosing ones may see.

    ``at`` is where each origin stands, in periods on one grid; ``apart`` how many periods lie between two. Origins of
    one cluster at one moment (the areas of an indicator) share their surprises and count as one.
    """

    at: NDArray[np.intp]
    confirming: Mask
    known: Mask
    """Shape (N, H): False for outcomes of a choosing origin that came after the first confirming one."""
    apart: int

    @property
    def choosing(self) -> Mask:
        """The origins that may choose."""
        return ~self.confirming


def split(at: Sequence[int], *, horizon: int, share: float = 0.5, least: int = 3) -> Split:
    """Part origins in time: the last ``share`` of the moments confirm, at least ``least`` of them."""
    places = np.asarray(at, dtype=np.intp)
    moments = np.unique(places)
    later = moments[len(moments) - max(least, round(share * len(moments))) :]
    confirming = np.isin(places, later)
    first = later[0] if len(later) else 0
    known = np.ones((len(places), horizon), dtype=bool)
    ahead = places[:, None] + np.arange(1, horizon + 1)
    known[~confirming] = (ahead <= first)[~confirming]
    gaps = np.diff(moments)
    return Split(places, confirming, known, max(1, int(np.median(gaps))) if len(gaps) else 1)


def compare(champion: Scored, challenger: Scored, parts: Split, *, tried: int = 1) -> Comparison:
    """Every measure of both on the origins from which both said something."""
    both = np.isfinite(champion.crps) & np.isfinite(challenger.crps)
    measured: list[Measured] = []
    for part in Part:
        rows = parts.confirming if part is Part.CONFIRMING else parts.choosing
        used = both & parts.known & rows[:, None]
        for horizons in _spans(champion, used):
            span = slice(None) if horizons is None else slice(horizons[0] - 1, horizons[1])
            within = used[:, span]
            if not within.any():
                continue
            reach = int(np.flatnonzero(used.any(0))[-1]) + 1 if horizons is None else horizons[1]
            overlap = -(-reach // parts.apart)
            pair = _cut(champion, span, within), _cut(challenger, span, within)
            for name in MEASURES:
                line = _line(name, part, horizons, pair, overlap, parts.at)
                measured.append(_adjusted(line, tried))
    confirmed = both & parts.confirming[:, None]
    measured += _by_footing(champion, challenger, confirmed, parts, tried)
    chosen = both & parts.known & parts.choosing[:, None]
    found = Comparison(
        tuple(measured),
        _histogram(champion.pit[confirmed]),
        _histogram(challenger.pit[confirmed]),
        choosing=int(chosen.any(1).sum()),
        confirming=int(confirmed.any(1).sum()),
        series=len({champion.cluster[row] for row in np.flatnonzero(confirmed.any(1)).tolist()}),
        tried=tried,
        statement="",
    )
    return replace(found, statement=_statement(found))


def _by_footing(
    champion: Scored, challenger: Scored, confirmed: Mask, parts: Split, tried: int
) -> list[Measured]:
    """The confirming origins of each footing alone, where there are several; nothing is claimed of both mixed."""
    footing = np.array(champion.footing)
    names = np.unique(footing[confirmed.any(1)]).tolist()
    if len(names) < 2:
        return []
    found: list[Measured] = []
    for name in names:
        used = confirmed & (footing == name)[:, None]
        reach = int(np.flatnonzero(used.any(0))[-1]) + 1
        pair = _cut(champion, slice(None), used), _cut(challenger, slice(None), used)
        for measure in MEASURES:
            line = _line(measure, Part.CONFIRMING, None, pair, -(-reach // parts.apart), parts.at)
            found.append(replace(_adjusted(line, tried), footing=str(name)))
    return found


def _spans(scored: Scored, used: Mask) -> list[tuple[int, int] | None]:
    if not used.any():
        return []
    furthest = int(np.flatnonzero(used.any(0))[-1]) + 1
    bounds = horizon_bounds(scored.frequency_class[0])
    return [None, *((low, min(high, furthest)) for low, high in bounds if low <= furthest)]


@dataclass(frozen=True, eq=False)
class _Side:
    """One forecaster's scores on one part and span, NaN where unused: arrays (N, S)."""

    values: dict[str, Floats]
    pit: Floats
    cluster: tuple[str, ...]


def _cut(scored: Scored, span: slice, used: Mask) -> _Side:
    def kept(values: Floats) -> Floats:
        mask = used.reshape(used.shape + (1,) * (values.ndim - 2))
        return np.where(mask, values[:, span], np.nan)

    def mean(values: Floats) -> Floats:
        known = np.isfinite(values)
        total = np.where(known, values, 0.0).sum(-1)
        return np.where(known.any(-1), total / np.maximum(known.sum(-1), 1), np.nan)

    said, met = kept(scored.said), kept(scored.met)
    return _Side(
        {
            "crps": kept(scored.crps),
            "interval_80": kept(scored.interval_80),
            "interval_95": kept(scored.interval_95),
            "brier": mean(scores.brier(said, met)),
            "log_score": mean(scores.log_score(said, met)),
            "coverage_50": kept(scored.inside_50),
            "coverage_80": kept(scored.inside_80),
            "coverage_95": kept(scored.inside_95),
            "bias": kept(scored.bias),
            "change_error": kept(scored.change_error) ** 2,
        },
        kept(scored.pit),
        scored.cluster,
    )


def _line(
    name: str,
    part: Part,
    horizons: tuple[int, int] | None,
    pair: tuple[_Side, _Side],
    overlap: int,
    at: NDArray[np.intp],
) -> Measured:
    if name in MEAN_LOSSES:
        old, new = (_by_origin(side.values[name]) for side in pair)
        difference = _mean_difference(new - old, pair[0].cluster, at, overlap)
        before, after = (_mean(side.values[name]) for side in pair)
        return Measured(name, part, horizons, before, after, difference)
    columns = [_columns(side, name) for side in pair]
    plain, distance = _plain(name), _distance(name)
    totals = [item.sum(0)[None] for item in columns]
    drawn = _drawings(pair[0].cluster, at, columns[0][:, -1] > 0, overlap)
    value = float(distance(totals[1])[0] - distance(totals[0])[0])
    gaps = distance(drawn @ columns[1]) - distance(drawn @ columns[0]) if len(drawn) else np.empty(0)
    gaps = gaps[np.isfinite(gaps)]
    count = len(set(at[columns[0][:, -1] > 0].tolist()))
    difference = _noisy(value, gaps, count)
    before, after = (_finite(float(plain(item)[0])) for item in totals)
    return Measured(name, part, horizons, before, after, difference)


def _by_origin(values: Floats) -> Floats:
    """The mean over horizons of each origin, shape (N,)."""
    known = np.isfinite(values)
    total = np.where(known, values, 0.0).sum(1)
    return np.where(known.any(1), total / np.maximum(known.sum(1), 1), np.nan)


def _mean(values: Floats) -> float | None:
    # Each origin counts once, as in the test.
    rows = _by_origin(values)
    rows = rows[np.isfinite(rows)]
    return float(rows.mean()) if len(rows) else None


def _mean_difference(d: Floats, cluster: Sequence[str], at: NDArray[np.intp], overlap: int) -> Difference:
    held = np.isfinite(d)
    names = [name for name, one in zip(cluster, held.tolist(), strict=True) if one]
    known, moments = d[held], at[held]
    if len(set(names)) == 1:
        by_moment = np.array([known[moments == moment].mean() for moment in np.unique(moments)])
        return diebold_mariano(by_moment, overlap=overlap)
    if not len(known):
        return Difference(float("nan"), 0)
    drawn = _drawings(names, moments, np.ones(len(known), dtype=bool), overlap)
    gaps = (drawn @ known) / np.maximum(drawn.sum(1), 1)
    return _noisy(float(known.mean()), gaps, len(known))


def _noisy(value: float, drawn: Floats, count: int) -> Difference:
    if count < 3 or len(drawn) < 2:
        return Difference(value, count, method="bootstrap")
    error = float(drawn.std(ddof=1))
    low, high = value - _NORMAL_90 * error, value + _NORMAL_90 * error
    if error == 0:
        return Difference(value, count, 0.0, 0.0, 1.0 if value == 0 else None, low, high, "bootstrap")
    z = value / error
    return Difference(value, count, error, z, _two_sided(z), low, high, "bootstrap")


def _two_sided(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))


def _drawings(cluster: Sequence[str], at: NDArray[np.intp], used: Mask, overlap: int) -> Floats:
    """How often each origin is drawn, shape (R, N): whole clusters where there are many, else blocks of moments in each."""
    return _drawn(tuple(cluster), at.tobytes(), used.tobytes(), overlap)


# Every measure of one span draws the same origins.
@lru_cache(maxsize=8)
def _drawn(cluster: tuple[str, ...], moments_of: bytes, mask: bytes, overlap: int) -> Floats:
    at, used = np.frombuffer(moments_of, dtype=np.intp), np.frombuffer(mask, dtype=bool)
    labels = np.array(cluster)
    names = [name for name in dict.fromkeys(cluster) if used[labels == name].any()]
    rng = np.random.default_rng(_SEED)
    weight = np.zeros((_REPLICATES, len(labels)))
    if len(names) >= _MANY:
        counts = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=_REPLICATES)
        for place, name in enumerate(names):
            weight[:, labels == name] = counts[:, place, None]
        return weight
    for name in names:
        rows = np.flatnonzero((labels == name) & used)
        moments, which = np.unique(at[rows], return_inverse=True)
        count = len(moments)
        length = overlap_allowed(overlap, count)
        starts = rng.integers(0, count, size=(_REPLICATES, -(-count // length)))
        drawn = (starts[:, :, None] + np.arange(length)).reshape(_REPLICATES, -1)[:, :count] % count
        for replicate in range(_REPLICATES):
            weight[replicate, rows] = np.bincount(drawn[replicate], minlength=count)[which]
    return weight


def _columns(side: _Side, name: str) -> Floats:
    """Sums of each origin, the count last, shape (N, K)."""
    if name == "pit":
        tenth = np.where(
            np.isfinite(side.pit), np.minimum(np.nan_to_num(side.pit) * _TENTHS, _TENTHS - 1), -1
        )
        hits = [(tenth.astype(int) == k).sum(1) for k in range(_TENTHS)]
        return np.stack([*hits, np.isfinite(side.pit).sum(1)], axis=1).astype(float)
    values = side.values[name]
    known = np.isfinite(values)
    return np.stack([np.where(known, values, 0.0).sum(1), known.sum(1)], axis=1).astype(float)


def _share(totals: Floats) -> Floats:
    return totals[:, :-1] / np.where(totals[:, -1:] > 0, totals[:, -1:], np.nan)


def _plain(name: str) -> Callable[[Floats], Floats]:
    if name == "change_error":
        return lambda totals: np.sqrt(_share(totals)[:, 0])
    return _distance(name) if name == "pit" else lambda totals: _share(totals)[:, 0]


def _distance(name: str) -> Callable[[Floats], Floats]:
    """How far from right: a coverage from its nominal one, a bias from zero, PIT from a tenth in each tenth."""
    if name == "pit":
        return lambda totals: np.abs(_share(totals) - 1 / _TENTHS).mean(1)
    if name == "change_error":
        return _plain(name)
    right = NOMINAL.get(name, 0.0)
    return lambda totals: np.abs(_share(totals)[:, 0] - right)


def _histogram(pit: Floats) -> tuple[float, ...]:
    known = pit[np.isfinite(pit)]
    if not len(known):
        return ()
    counts = np.bincount(np.minimum((known * _TENTHS).astype(int), _TENTHS - 1), minlength=_TENTHS)
    return tuple((counts / counts.sum()).tolist())


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _adjusted(line: Measured, tried: int) -> Measured:
    p = line.difference.p
    return line if p is None else replace(line, p_adjusted=min(1.0, p * max(tried, 1)))


def _statement(found: Comparison) -> str:
    """The comparison in sentences, with what the number of challengers tried does to it (policy §12)."""
    line = found.of("crps")
    if line is None or line.champion is None or not line.champion:
        return "No origin is left on which both could be compared and that chose neither."
    origins = f"{found.confirming} later origin{'s' if found.confirming != 1 else ''}"
    if found.series > 1:
        origins += f" of {found.series} series"
    change = line.difference.value / line.champion
    text = f"On {origins}, which chose nothing, the challenger's CRPS is {_percent(change)}"
    d = line.difference
    if d.low is None or d.high is None or line.p_adjusted is None or d.p is None:
        return f"{text}; that is too few to tell from noise."
    low, high = d.low / line.champion, d.high / line.champion
    text += f" (90% interval {low:+.1%} to {high:+.1%}; {_p(d.p)})."
    if found.tried > 1:
        text += (
            f" It is one of {found.tried} challengers tried since the champion: allowing for that, "
            f"{_p(line.p_adjusted)}."
        )
    return text.replace("-", "−")


def _p(value: float) -> str:
    return "p < 0.01" if value < 0.005 else f"p = {value:.2f}"


def _percent(change: float) -> str:
    if abs(change) < 5e-4:
        return "the same to within 0.1%"
    return f"{abs(change):.1%} {'lower' if change < 0 else 'higher'}"
