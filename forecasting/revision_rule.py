"""What becomes of a target when its baseline is revised (the rule of Healthy People 2010).

Relative targets move, absolute ones do not: the same percentage is applied to the revised baseline, the same
improvement to the revised best group, the same points to the revised baseline (ours); elimination, full coverage,
policy targets and any other stated level stay. Both vintages are kept, so that both verdicts can be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SettingMethod(StrEnum):
    """How a target was set, as far as it matters for a revision."""

    PERCENT_IMPROVEMENT = "percent_improvement"
    PERCENTAGE_POINT = "percentage_point"
    BETTER_THAN_BEST = "better_than_best"
    ELIMINATION = "elimination"
    TOTAL_COVERAGE = "total_coverage"
    POLICY_GIVEN = "policy_given"
    NATIONAL_PROGRAMME = "national_programme"


NOT_REVISED = "not revised"
SAME_PERCENTAGE = "same percentage re-applied"
SAME_POINTS = "same points re-applied"
SAME_BEST = "same improvement from the best group"


@dataclass(frozen=True, slots=True)
class Revision:
    """A target before and after its baseline was revised, and by which rule."""

    original_base: float
    revised_base: float
    original_target: float
    target: float
    rule: str


def revised_target(
    method: SettingMethod, *, original_base: float, original_target: float, revised_base: float
) -> Revision:
    """The target that belongs to a revised base: the baseline, or for ``BETTER_THAN_BEST`` the best group.

    Raises ValueError where a percentage would have to be taken of zero.
    """
    if method in (SettingMethod.PERCENT_IMPROVEMENT, SettingMethod.BETTER_THAN_BEST):
        if original_base == 0:
            raise ValueError("no percentage can be taken of a baseline of zero")
        rule = SAME_PERCENTAGE if method is SettingMethod.PERCENT_IMPROVEMENT else SAME_BEST
        target = revised_base * (original_target / original_base)
    elif method is SettingMethod.PERCENTAGE_POINT:
        rule, target = SAME_POINTS, revised_base + (original_target - original_base)
    else:
        rule, target = NOT_REVISED, original_target
    return Revision(original_base, revised_base, original_target, target, rule)
