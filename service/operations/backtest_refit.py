"""Fit the spread on the installation's own backtests, and put the fit in force where the rule is met."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from forecasting.engine import ENGINE_VERSION
from forecasting.models.constants import FrequencyClass, panel_constants
from forecasting.own_constants import OwnConstants
from forecasting.past_forecasts import Origin
from forecasting.refit import Refit, Rule, refit
from service.documents import dumps, to_document
from service.operations.backtest import Panel
from service.operations.backtest_errors import NothingOfOnesOwn
from service.operations.installation import Installation
from service.operations.rounding import rounded
from service.store.writes.constants import retire_constants, save_constants

Progress = Callable[[int, int], None]
Row = dict[str, Any]

COLUMNS = (
    *("frequency_class", "series", "origins", "adopted", "version", "reason"),
    *("measure", "shipped", "fitted", "difference", "difference_se"),
)


@dataclass(frozen=True, eq=False)
class Fitted:
    """What came of one frequency class, with the version that is in force if the fit was adopted."""

    refit: Refit
    version: str | None


def refit_on(
    installation: Installation,
    panels: Sequence[Panel],
    *,
    recorded: datetime,
    rule: Rule | None = None,
    progress: Progress | None = None,
) -> list[Fitted]:
    """Fit each frequency class on the origins of all panels together; only what the rule allows is kept.

    The fit starts from the shipped constants, so doing it twice gives the same constants. Where the rule is
    not met what was in force stays in force.
    """
    rule = rule or Rule()
    origins = [origin for panel in panels for origin in panel.origins]
    found: list[Fitted] = []
    for done, frequency in enumerate(FrequencyClass, start=1):
        mine: list[Origin] = [one for one in origins if one.frequency_class == frequency.value]
        fitted = refit(mine, frequency=frequency, shipped=panel_constants(frequency), rule=rule)
        found.append(Fitted(fitted, own.version if (own := _own(fitted)) is not None else None))
        if progress is not None:
            progress(done, len(FrequencyClass))
    names = [panel.name for panel in panels]
    with installation.store.session() as session:
        for one in found:
            if one.version is not None:
                save_constants(
                    session,
                    version=one.version,
                    frequency_class=one.refit.frequency.value,
                    document=dumps(_document(one.refit, names, rule)).decode(),
                    recorded=recorded,
                )
    return found


def use_shipped(installation: Installation, *, recorded: datetime) -> int:
    """Put the shipped constants in force again and say how many fits were put aside. Raises NothingOfOnesOwn."""
    with installation.store.session() as session:
        done = retire_constants(session, recorded=recorded)
    if not done:
        raise NothingOfOnesOwn(
            "The shipped constants are in force already.",
            field="constants",
            remedy="Nothing has to be done.",
        )
    return done


def _own(fitted: Refit) -> OwnConstants | None:
    if not fitted.adopted:
        return None
    return OwnConstants(fitted.frequency, ENGINE_VERSION, fitted.moves)


def _document(fitted: Refit, names: Sequence[str], rule: Rule) -> Row:
    constants = fitted.constants
    return {
        "engine": ENGINE_VERSION,
        "moves": list(fitted.moves),
        "fitted_on": list(names),
        "series": fitted.series,
        "origins": fitted.origins,
        "reason": fitted.reason,
        "rule": asdict(rule),
        "width": None if constants is None else to_document(constants.width),
        "nu": None if constants is None else constants.nu,
        "comparisons": [asdict(one) for one in fitted.comparisons],
    }


def rows_of(found: Sequence[Fitted]) -> list[Row]:
    """One row for each measure compared, or one for a class that was not fitted, in the order of ``COLUMNS``."""
    rows: list[Row] = []
    for one in found:
        base: Row = {
            "frequency_class": one.refit.frequency.value,
            "series": one.refit.series,
            "origins": one.refit.origins,
            "adopted": "yes" if one.refit.adopted else "no",
            "version": one.version,
            "reason": one.refit.reason,
        }
        compared = [
            base
            | {
                "measure": item.measure,
                "shipped": rounded(item.shipped),
                "fitted": rounded(item.fitted),
                "difference": rounded(item.difference),
                "difference_se": rounded(item.error),
            }
            for item in one.refit.comparisons
        ]
        rows += compared or [base]
    return [{name: row.get(name) for name in COLUMNS} for row in rows]
