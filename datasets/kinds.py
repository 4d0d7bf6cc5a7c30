"""Which kind of target needs which fields: the one table behind the validators and the documentation.

A field is named here as in the catalogue; ``COLUMNS`` gives its name in a bulk targets file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from forecasting.targets import Kind, Operation

__all__ = ["COLUMNS", "RULES", "KindRule", "Operation"]


COLUMNS: Mapping[str, str] = {
    "comparator": "comparator",
    "value": "target_value",
    "upper": "target_upper",
    "period": "target_period",
    "strict": "strict",
    "window.start": "window_start",
    "window.end": "window_end",
    "baseline.period": "baseline_period",
    "baseline.value": "baseline_value",
    "periods_required": "periods_required",
    "functional_zero": "functional_zero",
    "milestones": "trajectory",
    "components": "components",
    "any_k": "any_k",
    "other_indicator": "other_series_id",
    "operation": "operation",
    "peers": "peer_series",
    "scenario": "scenario_series_id",
    "direction": "direction",
}
"""The column of a bulk file that holds each field."""

_EVERYWHERE = frozenset({"strict", "direction", "milestones", "baseline.period", "baseline.value"})


@dataclass(frozen=True, slots=True)
class KindRule:
    """What one kind of target means and which fields it reads.

    Each inner tuple of ``required`` is a choice: at least one of its fields must be given. ``optional``
    fields are read where present; any other field has no meaning for the kind and is refused.
    """

    kind: Kind
    met_when: str
    required: tuple[tuple[str, ...], ...]
    optional: frozenset[str] = frozenset()

    @property
    def reads(self) -> frozenset[str]:
        """Every field with a meaning for this kind."""
        return frozenset(field for choice in self.required for field in choice) | self.optional | _EVERYWHERE

    def missing(self, given: Collection[str]) -> tuple[tuple[str, ...], ...]:
        """The required choices none of whose fields is given."""
        return tuple(choice for choice in self.required if not any(field in given for field in choice))

    def unread(self, given: Collection[str]) -> tuple[str, ...]:
        """Fields given that this kind does not read."""
        reads = self.reads
        return tuple(field for field in given if field not in reads)


_COMPARED = (("comparator",), ("value",))
_BY_DATE = (*_COMPARED, ("period",))
_FROM_BASELINE = (*_BY_DATE, ("baseline.period", "baseline.value"))
_OVER_WINDOW = (*_COMPARED, ("window.start",), ("window.end", "period"))
_EITHER_END = frozenset({"period", "window.end"})


def _rule(
    kind: Kind, met_when: str, *required: tuple[str, ...], optional: Collection[str] = ()
) -> tuple[Kind, KindRule]:
    return kind, KindRule(kind, met_when, required, frozenset(optional))


RULES: Mapping[Kind, KindRule] = dict(
    (
        _rule(
            Kind.LEVEL, "The value of the period stands to the threshold as the comparator says.", *_BY_DATE
        ),
        _rule(
            Kind.BAND,
            "The value lies between `value` and `upper`, both included.",
            ("value",),
            ("upper",),
            ("period",),
            optional=("comparator",),
        ),
        _rule(
            Kind.CHANGE_ABSOLUTE,
            "The value has changed by `value` units since the baseline.",
            *_FROM_BASELINE,
        ),
        _rule(
            Kind.CHANGE_PERCENT, "The value has changed by `value` per cent of the baseline.", *_FROM_BASELINE
        ),
        _rule(
            Kind.CHANGE_PP, "A percentage has changed by `value` points since the baseline.", *_FROM_BASELINE
        ),
        _rule(
            Kind.ELIMINATION,
            "The value, rounded as published, is at or below the functional zero.",
            ("period",),
            optional=("comparator", "value", "functional_zero"),
        ),
        _rule(
            Kind.MAINTAIN,
            "The standard holds in every period of the window; a window without an end stands for good.",
            *_COMPARED,
            ("window.start", "period"),
            optional=("window.start", *_EITHER_END),
        ),
        _rule(
            Kind.CUMULATIVE_SUM,
            "Flows over the window add up to the total.",
            *_OVER_WINDOW,
            optional=_EITHER_END,
        ),
        _rule(
            Kind.CUMULATIVE_CAP,
            "Flows over the window stay within the total.",
            *_OVER_WINDOW,
            optional=_EITHER_END,
        ),
        _rule(
            Kind.INTENSITY,
            "The series divided by the other one stands to the threshold as the comparator says.",
            *_BY_DATE,
            ("other_indicator",),
        ),
        _rule(
            Kind.RELATIVE_TO_COUNTERFACTUAL,
            "The value differs from that of the stated scenario by `value`.",
            *_BY_DATE,
            ("scenario",),
        ),
        _rule(
            Kind.RANK,
            "The competition rank among the peers (1, 2, 2, 4) is `value` or better.",
            ("value",),
            ("period",),
            ("peers",),
            optional=("comparator",),
        ),
        _rule(
            Kind.GAP_BETWEEN_GROUPS,
            "The difference (or ratio) of two series stands to the threshold as the comparator says.",
            *_BY_DATE,
            ("other_indicator",),
            optional=("operation",),
        ),
        _rule(
            Kind.SUSTAINED_STANDARD,
            "The standard was met in each of the last `periods_required` periods.",
            *_BY_DATE,
            ("periods_required",),
        ),
        _rule(
            Kind.MILESTONES,
            "Each point is judged by itself; the last one, or that of `period`, gives the headline.",
            ("comparator",),
            ("milestones",),
            optional=("period", "value"),
        ),
        _rule(
            Kind.DERIVED,
            "The judgement on the component meets a cut; its probability is carried over.",
            ("components",),
            optional=("comparator", "value", "period"),
        ),
        _rule(
            Kind.ALL_OF,
            "Every component is met.",
            ("components",),
            optional=("comparator", "value", "period"),
        ),
        _rule(
            Kind.ANY_OF,
            "At least `any_k` components (one, if not said) are met.",
            ("components",),
            optional=("any_k", "comparator", "value", "period"),
        ),
        _rule(
            Kind.DIRECTIONAL,
            "Never judged, for no threshold was set; the direction of travel is told.",
            optional=("comparator", "period", "window.start", "window.end"),
        ),
    )
)
"""Every kind and its rule."""
