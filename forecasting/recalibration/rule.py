"""Rules of automatic promotion: declared beforehand, printed and recorded with what they decide."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.recalibration.comparison import Comparison, Part
from forecasting.recalibration.failures import RuleUnknown

_GUARDED = ("crps", "interval_80", "interval_95", "brier", "coverage_80", "change_error")


@dataclass(frozen=True, slots=True)
class Rule:
    """When a challenger may take the champion's place without a person looking at it.

    On origins that chose nothing: at least ``least_origins``; the mean CRPS lower, where ``beyond_noise`` is set with
    a p-value, allowing for the challengers tried, below ``level``; and no measure that is guarded worse beyond noise,
    overall or at any horizon for the CRPS.
    """

    name: str
    text: str
    beyond_noise: bool
    level: float = 0.1
    least_origins: int = 6


_NEVER_WORSE = (
    "Nothing may be worse beyond noise (its 90% interval above zero) among CRPS, interval scores, Brier score, "
    "80% coverage and error of the change, nor the CRPS at any horizon; at least 6 origins that chose nothing."
)
RULES = (
    Rule(
        "clearly-better",
        "The CRPS must be lower on origins that chose nothing, with p below 0.10 after multiplying by the number of "
        f"challengers tried since the champion. {_NEVER_WORSE}",
        beyond_noise=True,
    ),
    Rule(
        "never-worse",
        f"The CRPS must be lower on origins that chose nothing, be it within noise. {_NEVER_WORSE}",
        beyond_noise=False,
    ),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule says of a challenger, and why."""

    rule: str
    promote: bool
    reasons: tuple[str, ...]


def rule_named(name: str) -> Rule:
    """A rule by its name. Raises RuleUnknown."""
    for rule in RULES:
        if rule.name == name:
            return rule
    raise RuleUnknown(
        f"There is no rule of promotion “{name}”.",
        field="rule",
        value=name,
        remedy=f"Choose {' or '.join(rule.name for rule in RULES)}.",
    )


def decide(comparison: Comparison, rule: Rule) -> Decision:
    """Whether a rule promotes a challenger, with every reason against it."""
    against: list[str] = []
    if comparison.confirming < rule.least_origins:
        against.append(f"only {comparison.confirming} origins that chose nothing")
    line = comparison.of("crps")
    if line is None or not line.difference.value < 0:
        against.append("the CRPS is not lower")
    elif rule.beyond_noise and (line.p_adjusted is None or line.p_adjusted >= rule.level):
        against.append("the CRPS is lower within noise only")
    against += [
        f"{m.measure.replace('_', ' ')} is worse beyond noise"
        + ("" if m.horizons is None else f" {_ahead(*m.horizons)} ahead")
        for m in comparison.measured
        if m.part is Part.CONFIRMING
        and m.footing is None
        and m.difference.worse
        and m.measure in _GUARDED
        and (m.horizons is None or m.measure == "crps")
    ]
    reasons = tuple(against) or ("the CRPS is lower and nothing is worse beyond noise",)
    return Decision(rule.name, not against, reasons)


def _ahead(first: int, last: int) -> str:
    if last > first:
        return f"{first} to {last} periods"
    return "one period" if first == 1 else f"{first} periods"
