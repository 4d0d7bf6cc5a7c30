"""What the replay of a target's own series showed, in a sentence or two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.board.english.numbers import plain
from service.board.english.quantities import Quantities

TITLE = "The same series, forecast in the past"
LINK = "What was said and what happened"
LINK_CSV = "as CSV"
HELD = "From {origins} past days, the range meant to hold 8 in 10 figures held {held} of {all} ({share}%)."
MISSED = (
    " On average the middle missed by {ours}; the last figure left unchanged would have missed by {still}."
)
CAVEAT = (
    " Figures were taken as known on the day where that is held. One series shows nothing about calibration."
)


def sentence(data: Mapping[str, Any], quantities: Quantities) -> str:
    """What the stored replay says; empty where no later figure could be compared."""
    coverage, count = data["coverage_80"], data["forecasts"]
    if coverage is None:
        return ""
    said = HELD.format(
        origins=plain(data["origins"]),
        held=plain(round(coverage * count)),
        all=plain(count),
        share=round(100 * coverage),
    )
    ours, still = data["mean_error"], data["mean_error_unchanged"]
    if ours is not None and still is not None:
        step = quantities.measured_step(max(ours, still))
        said += MISSED.format(
            ours=quantities.difference(ours, step), still=quantities.difference(still, step)
        )
    return said + CAVEAT
