"""The rules by which a control chart calls a run of points more than chance (NHS Making Data Count).

Each rule takes plain signs and says, point by point, which points belong to it: 1 above or rising, −1 below or
falling, 0 not. A rule that completes flags all its members, back to the start.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from forecasting.public_methods.ladder import settled

RUN = 7
TREND = 7


class TwoOfThree(StrEnum):
    """Whether points beyond the process limit count towards two of three: not in the R package, yes in the 2023 guide."""

    PACKAGE = "package_0.2.2"
    GUIDE = "mdc_2023"


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a rule completes and which points are members, both as signs by position."""

    completes: tuple[int, ...]
    member: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """The points in a window of three in which two are near a limit, and those of them that are."""

    window: tuple[int, ...]
    flagged: tuple[int, ...]


def run(relative_to_mean: Sequence[int], *, n: int = RUN) -> Rule:
    """n points in a row on one side of the mean; a point on the mean breaks the run."""
    return _stretch(list(relative_to_mean), points_for=n, reach=0)


def trend(values: Sequence[float], *, n: int = TREND) -> Rule:
    """n points that rise, or fall, one after the other (n − 1 strict steps); a tie breaks it."""
    steps = [0]
    for before, after in itertools.pairwise(values):
        change = settled(after - before)
        steps.append((change > 0) - (change < 0))
    return _stretch(steps, points_for=n - 1, reach=1)


def _stretch(signs: list[int], *, points_for: int, reach: int) -> Rule:
    """Stretches of one sign of at least a length; ``reach`` counts the points before the first sign too."""
    completes, member = [0] * len(signs), [0] * len(signs)
    length = 0
    for i, sign in enumerate(signs):
        length = 0 if sign == 0 else length + 1 if i > 0 and sign == signs[i - 1] else 1
        if length >= points_for:
            completes[i] = sign
            for k in range(i - points_for + 1 - reach, i + 1):
                # A peak ends one trend and begins the next; the later one is told.
                member[k] = sign
    return Rule(tuple(completes), tuple(member))


def two_of_three(
    near_limit: Sequence[int],
    relative_to_mean: Sequence[int],
    *,
    beyond_limit: Sequence[int] = (),
    variant: TwoOfThree = TwoOfThree.PACKAGE,
) -> Near:
    """Two of three points near a limit with all three strictly on one side of the mean; only the near ones are flagged.

    ``near_limit`` marks points beyond the near limit and not beyond the process limit; ``beyond_limit`` those
    beyond that, which one variant counts too.
    """
    count = len(near_limit)
    beyond = list(beyond_limit) or [0] * count
    close = [bool(near_limit[i]) or (variant is TwoOfThree.GUIDE and bool(beyond[i])) for i in range(count)]
    window = [0] * count
    for i in range(count - 2):
        three = range(i, i + 3)
        side = relative_to_mean[i]
        if (
            side != 0
            and all(relative_to_mean[k] == side for k in three)
            and sum(close[k] for k in three) >= 2
        ):
            for k in three:
                window[k] = side
    return Near(tuple(window), tuple(side if close[i] else 0 for i, side in enumerate(window)))
