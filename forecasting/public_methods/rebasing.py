"""Proposals to draw the limits of a control chart anew, and their acceptance by a person.

The program proposes and never applies. Accepted proposals name the period from which new limits hold, who accepted
that, when and why; what was accepted after a day is unknown as of that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forecasting.errors import HeadwayError
from forecasting.periods import Period
from forecasting.public_methods.spc_limits import Rebase


class RebaseInvalid(HeadwayError):
    """An accepted proposal that cannot be used as it is written."""

    code = "rebase_invalid"


@dataclass(frozen=True, slots=True)
class AcceptedRebase:
    """New limits from a period on, accepted by somebody on a day for a reason."""

    period: Period
    accepted_by: str
    accepted: date
    reason: str


def rebases_of(
    accepted: Sequence[AcceptedRebase], labels: Sequence[str], *, as_of: date | None = None
) -> tuple[Rebase, ...]:
    """What was accepted by a day, as positions among the periods of a chart (``labels``, oldest first).

    Raises RebaseInvalid for a period without a figure, for the first of them, and without a person or a reason.
    """
    return tuple(_rebase(one, labels) for one in accepted if as_of is None or one.accepted <= as_of)


def _rebase(one: AcceptedRebase, labels: Sequence[str]) -> Rebase:
    if one.period.label not in labels[1:]:
        raise RebaseInvalid(
            f"New limits cannot begin at {one.period}: the chart has no figure there, or none before it.",
            field="period",
            value=str(one.period),
            remedy=f"Name a period from {labels[1]} to {labels[-1]} that has a figure."
            if len(labels) > 1
            else "Wait until there are more figures.",
        )
    try:
        return Rebase(list(labels).index(one.period.label), one.accepted_by, one.accepted, one.reason)
    except ValueError as error:
        missing = "reason" if one.accepted_by.strip() else "accepted_by"
        text = str(error)
        raise RebaseInvalid(
            f"{text[0].upper()}{text[1:]}.", field=missing, value="", remedy="Say who accepted it and why."
        ) from error
