"""The words of a chart inside somebody else's page."""

from __future__ import annotations

MORE = "More on Headway: how sure, since when, from which figures"
TABLE = "The figures as a table"
NOT_FOUND = "There is no target “{name}”, or it has not been judged yet."
READOUT = {
    "period": "Period",
    "value": "Measured",
    "p10": "1 in 10 below",
    "p50": "Expected",
    "p90": "1 in 10 above",
}
