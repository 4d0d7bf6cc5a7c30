"""Every public method on one target, in one list, beside our own judgement of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from forecasting.assessment import Assessment
from forecasting.judging.case import Case
from forecasting.public_methods import (
    escap,
    eurostat,
    healthy_people_2030,
    nhs_making_data_count,
    nista_colour,
    obr,
    oecd,
    ohid_trend_marker,
    sdsn,
    statcan,
    state_of_climate_action,
    unicef_menaro,
    unsd,
)
from forecasting.public_methods.asking import Asked, asked_of, moment
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.rebasing import AcceptedRebase, rebases_of
from forecasting.public_methods.yardstick import Yardstick

SDG_BASE = 2015.0
"""The base year of the Sustainable Development Goals, used where a target names no baseline."""
_THINNED = "the same part of each year was used"
_OVERLAPPING = "periods overlap, so neighbouring figures are not independent"
_DEFAULT_BASE = "the target names no baseline: the base is 2015, as the method publishes it"


def side_by_side(
    case: Case,
    assessment: Assessment | None,
    *,
    peers: Sequence[float] = (),
    next_met: float | None = None,
    rebases: Sequence[AcceptedRebase] = (),
    as_of: date | None = None,
) -> list[Yardstick]:
    """The answer of each method, in the order of the catalogue of methods.

    ``peers`` are figures of comparable areas in the newest period, ``next_met`` our chance that the next period
    meets the target. ``rebases`` are accepted proposals to draw the limits of the control chart anew; with ``as_of``
    those accepted later are left out. Raises RebaseInvalid.
    """
    asked = asked_of(case, assessment)
    based = _based(asked.yearly)
    since_set = _since_set(case, asked.yearly)
    chance = None if assessment is None else assessment.probability
    error = 0.0 if assessment is None else assessment.probability_error or 0.0
    certain = assessment is not None and assessment.certain
    newest = asked.yearly.latest
    seed = int(asked.yearly.fingerprint, 16)
    found = [
        obr.judge(asked.yearly, probability=chance, error=error, settled_target=certain),
        nista_colour.judge(asked.yearly, probability=chance),
        state_of_climate_action.judge(asked.yearly),
        eurostat.judge(replace(asked.yearly, base_time=None)),
        statcan.judge(based),
        unsd.judge(based),
        sdsn.judge(based),
        escap.judge(based),
        unicef_menaro.judge(
            based, current_time=unicef_menaro.CURRENT_YEAR if newest is None else newest.time
        ),
        oecd.judge(asked.yearly, rng=np.random.default_rng(seed), peers=peers),
        healthy_people_2030.judge(since_set),
        nhs_making_data_count.judge(
            asked.whole,
            next_met=next_met,
            overlapping=asked.overlapping,
            rebases=rebases_of(rebases, asked.whole.labels, as_of=as_of),
        ),
        # A trend has no target: what stands in the way of one does not stand in the way of the other.
        ohid_trend_marker.judge(
            replace(asked.yearly, refused=asked.whole.refused),
            overlapping=asked.overlapping,
            annual=not asked.thinned,
        ),
    ]
    return [_noted(item, asked) for item in found]


def _based(asked: Progress) -> Progress:
    return asked if asked.base_time is not None else replace(asked, base_time=SDG_BASE)


def _since_set(case: Case, asked: Progress) -> Progress:
    """From the baseline, or else from the newest figure when the target was announced."""
    announced = case.target.announced
    if asked.base_time is not None or announced is None:
        return asked
    known = [time for time in asked.times if time <= moment(announced)]
    return replace(asked, base_time=known[-1]) if known else asked


_FROM_2015 = (
    statcan.METHOD.name,
    unsd.METHOD.name,
    sdsn.METHOD.name,
    escap.METHOD.name,
    unicef_menaro.METHOD.name,
)
_WITHOUT_FIGURES = (obr.METHOD.name, nista_colour.METHOD.name)


def _noted(found: Yardstick, asked: Asked) -> Yardstick:
    """The caveats that come from how the method was asked."""
    notes = list(found.caveats)
    if found.window and found.method not in _WITHOUT_FIGURES:
        notes.extend(asked.notes)
    if found.window:
        if asked.thinned and found.method not in (nhs_making_data_count.METHOD.name, *_WITHOUT_FIGURES):
            notes.append(_THINNED)
        if asked.overlapping and _OVERLAPPING not in notes and found.method not in _WITHOUT_FIGURES:
            notes.append(_OVERLAPPING)
        if asked.yearly.base_time is None and found.method in _FROM_2015:
            notes.append(_DEFAULT_BASE)
    return replace(found, caveats=tuple(dict.fromkeys(notes)))
