"""The words of a chart inside somebody else's page."""

from __future__ import annotations

from html import escape

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


def snippet(base: str, target_id: str, title: str) -> str:
    """The markup that shows the chart of a target on another page, to copy."""
    return (
        f'<iframe src="{base}/embed/targets/{target_id}/trajectory" title="{escape(title)}" '
        'width="640" height="540" loading="lazy"></iframe>'
    )
