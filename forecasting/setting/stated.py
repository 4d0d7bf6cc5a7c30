"""Targets that are stated rather than calculated: as given, no worse than now, none, or everyone."""

from __future__ import annotations

from forecasting.public_methods.yardstick import Tag
from forecasting.setting.proposed import Against, Proposed, proposed

_HP = (
    "Hubbard, Talih, Klein and Huang, Target-Setting Methods in Healthy People 2030, NCHS, 2020, "
    "https://www.cdc.gov/nchs/healthy_people/hp2030/hp2030-target-setting.htm"
)
_HP2010 = "NCHS, DATA2010: target revisions (Healthy People 2010), https://www.cdc.gov/nchs/healthy_people/"


def policy_given(value: float, *, against: Against | None = None) -> Proposed:
    """The value as a policy states it."""
    return proposed(
        "policy_given",
        value,
        inputs={"value": value},
        source="as stated",
        confidence=Tag.OURS,
        against=against,
    )


def maintain(baseline: float, *, against: Against | None = None) -> Proposed:
    """No worse than the baseline: halt the rise, or the decline."""
    return proposed("maintain", baseline, inputs={"baseline": baseline}, source=_HP, against=against)


def total_elimination(*, against: Against | None = None) -> Proposed:
    """None at all."""
    return proposed("total_elimination", 0.0, inputs={}, source=_HP2010, against=against)


def total_coverage(*, full: float = 100.0, against: Against | None = None) -> Proposed:
    """Everyone."""
    return proposed("total_coverage", full, inputs={"full": full}, source=_HP2010, against=against)
