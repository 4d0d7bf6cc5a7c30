"""What moved the chance of a target, in words."""

from __future__ import annotations

from forecasting.assessment import Knowledge
from forecasting.explained import Explanation
from forecasting.explanation import Cause
from service.board.english import dates

TITLE = "What has moved it since the last figures"
HEAD = ("Cause", "Chance", "What is expected")
TOGETHER = "Together"
CAUSES = {
    Cause.OBSERVATIONS: "New figures",
    Cause.REVISIONS: "Revisions of earlier figures",
    Cause.CALIBRATION: "A changed calibration",
    Cause.TARGET: "A changed target",
}
NO_CHANGE = "unchanged"
ALL = "Step by step, as data"
AS_TABLE = "as a table"


def compared(explanation: Explanation) -> str:
    """What the current judgement is compared with."""
    day = dates.day(explanation.before.as_of)
    if explanation.before.knowledge is Knowledge.PSEUDO_REAL_TIME:
        return (
            f"Compared with what was known on {day}, judged afterwards: not all editions of that time are held, so its "
            "figures are those first held."
        )
    if explanation.before.knowledge is Knowledge.REAL_TIME:
        return f"Compared with what was known on {day}, judged afterwards on the editions of that time."
    return f"Compared with the judgement of {day}."


def points(value: float) -> str:
    """A part of the change of a chance: ``up 12 points``, ``less than a point``."""
    whole = round(abs(100 * value))
    if value == 0:
        return NO_CHANGE
    if whole == 0:
        return "less than a point"
    return f"{'up' if value > 0 else 'down'} {whole} {'point' if whole == 1 else 'points'}"
