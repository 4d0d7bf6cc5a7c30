"""The value that has a stated chance of being reached on the current course: ambitious yet achievable."""

from __future__ import annotations

from collections.abc import Sequence

from forecasting.prospects import Prospect
from forecasting.setting.proposed import Against, Proposed, proposed

AMBITIOUS = 0.10
LADDER = (0.90, 0.75, 0.50, 0.25, 0.10)
_SOURCE = (
    "Kantorová, New, Biddlecom and Alkema, Setting ambitious yet achievable targets using probabilistic projections, "
    "Studies in Family Planning, 2017, https://onlinelibrary.wiley.com/journal/17284465"
)


def target_for_probability(
    prospect: Prospect, *, chance: float = AMBITIOUS, against: Against | None = None
) -> Proposed:
    """The hardest value with at least this chance; its own chance is judged again, not assumed."""
    value = prospect.value_with(chance)
    return proposed(
        "target_for_probability",
        value,
        inputs={"chance": chance},
        source=_SOURCE,
        against=against or Against(prospect.direction, prospect),
    )


def ladder_of_chances(
    prospect: Prospect, *, chances: Sequence[float] = LADDER, against: Against | None = None
) -> tuple[Proposed, ...]:
    """The values with 90, 75, 50, 25 and 10% chance on the current course, the easiest first."""
    return tuple(target_for_probability(prospect, chance=p, against=against) for p in chances)
