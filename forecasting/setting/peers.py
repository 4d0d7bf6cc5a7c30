"""Targets from what others have reached: the best group, the fastest units, the frontier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from forecasting.public_methods.ladder import settled
from forecasting.public_methods.yardstick import Tag
from forecasting.setting.proposed import Against, Proposed, Unset, proposed

_HP2010 = "NCHS, DATA2010: target revisions (Healthy People 2010), https://www.cdc.gov/nchs/healthy_people/"
_WHO = "WHO, billionaiRe (GPW13), https://github.com/gpw13/billionaiRe"
_ESCAP = (
    "UN ESCAP, Progress assessment methodology, 2026, "
    "https://data.unescap.org/resource-guides/progress-assessment-methodology (from memory)"
)
_CHAMPIONS = 5


def better_than_best(
    best_group: float, *, sign: int, percent: float = 5.0, against: Against | None = None
) -> Proposed:
    """Better than the best group by a percentage of its value, for everyone."""
    return proposed(
        "better_than_best",
        best_group + sign * abs(best_group) * percent / 100,
        inputs={"best_group": best_group, "percent": percent},
        source=_HP2010,
        against=against,
    )


def change_rates(histories: Mapping[str, Mapping[float, float]]) -> dict[str, float]:
    """The change a year of each unit from its first to its last value; units with one value are left out."""
    rates = {}
    for unit, values in histories.items():
        times = sorted(values)
        if len(times) >= 2:
            rates[unit] = (values[times[-1]] - values[times[0]]) / (times[-1] - times[0])
    return rates


def how_many(count: int, *, n: int | None = None, proportion: float | None = None) -> int:
    """How many units are the best: a number, or a share of all, at least one and no more than there are."""
    wanted = n if n is not None else max(1, round(count * (proportion if proportion is not None else 0.1)))
    return max(1, min(wanted, count))


def top_n_rate(
    rates: Sequence[float],
    *,
    sign: int,
    n: int | None = None,
    proportion: float | None = None,
    start: float = 0.0,
    years: float = 1.0,
    against: Against | None = None,
) -> Proposed:
    """The mean change a year of the fastest units, carried on from a value; by default it is that change itself."""
    if not len(rates):
        return proposed("top_n_rate", None, inputs={}, source=_WHO, reason=Unset.NO_PEERS)
    used = how_many(len(rates), n=n, proportion=proportion)
    best = sorted(rates, key=lambda rate: -sign * rate)[:used]
    rate = fmean(best)
    return proposed(
        "top_n_rate",
        start + rate * years,
        inputs={"start": start, "years": years, "n": used},
        source=_WHO,
        against=against,
        numbers={"rate": rate, "n_used": used},
    )


def best_of(values: Sequence[float], *, sign: int, against: Against | None = None) -> Proposed:
    """The best of several candidate values."""
    if not len(values):
        return proposed("best_of", None, inputs={}, source=_WHO, reason=Unset.NO_PEERS)
    return proposed(
        "best_of",
        max(values, key=lambda value: sign * value),
        inputs={"candidates": len(values)},
        source=_WHO,
        against=against,
    )


def alike(start: float, peers: Mapping[str, float], *, groups: int = 4) -> tuple[str, ...]:
    """The peers whose starting value lies in the same of so many equally large groups as a value."""
    order = sorted(peers, key=lambda unit: (peers[unit], unit))
    if not order:
        return ()
    below = sum(settled(peers[unit] - start) < 0 for unit in order)
    group = min(groups - 1, below * groups // len(order))
    return tuple(unit for i, unit in enumerate(order) if i * groups // len(order) == group)


def frontier(
    *,
    start: float,
    years: float,
    own_rate: float,
    peer_rates: Sequence[float],
    sign: int,
    against: Against | None = None,
) -> Proposed:
    """The next thing within reach: the mean pace of peers for a unit that is slower, else the pace of the best peer."""
    if not len(peer_rates):
        return proposed("frontier", None, inputs={"own_rate": own_rate}, source=_WHO, reason=Unset.NO_PEERS)
    mean = fmean(peer_rates)
    behind = settled(sign * (own_rate - mean)) < 0
    rate = mean if behind else max(peer_rates, key=lambda r: sign * r)
    return proposed(
        "frontier",
        start + rate * years,
        inputs={"start": start, "years": years, "own_rate": own_rate, "peers": len(peer_rates)},
        source=_WHO,
        against=against,
        caveats=("aims at the mean of its peers" if behind else "aims at the best of its peers",),
        numbers={"rate": rate},
    )


def champion_area(
    rates: Mapping[str, float], *, start: float, years: float, sign: int, against: Against | None = None
) -> Proposed:
    """The mean pace of the five fastest areas, from where this one stands."""
    found = top_n_rate(list(rates.values()), sign=sign, n=_CHAMPIONS, start=start, years=years)
    return proposed(
        "champion_area",
        found.value,
        inputs={"start": start, "years": years, "areas": len(rates)},
        source=_ESCAP,
        confidence=Tag.MEMORY,
        against=against,
        reason=found.reason,
        numbers=found.numbers,
    )
