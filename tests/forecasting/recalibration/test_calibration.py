"""What a calibration is: choices with a name of their own, and no name where none was made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forecasting.breaks import Break, BreakKind, Breaks, Comparable, prepare
from forecasting.judging.treatments import Scale
from forecasting.periods import Period
from forecasting.recalibration.calibration import (
    SHIPPED,
    Calibration,
    DrivenBy,
    Spread,
    engine_named,
    engine_parts,
)
from forecasting.series import Series
from service.documents import from_document, to_document

CHOICES = [
    Calibration(models=("theta",)),
    Calibration(models=("grid", "theta")),
    Calibration(models=("grid", "theta"), weights=(("grid", 2.0), ("theta", 1.0))),
    Calibration(scale=Scale.LOGARITHMIC),
    Calibration(since=Period.parse("2001")),
    Calibration(excluded=(Period.parse("2001"),)),
    Calibration(breaks=(Period.parse("2001"),)),
    Calibration(models=("sarimax",), regressors=(DrivenBy("starts", 2),)),
    Calibration(spread=Spread(factor=1.2)),
    Calibration(seed=7),
]


def test_no_choice_has_no_name_and_every_choice_another() -> None:
    assert SHIPPED.version == ""
    versions = [one.version for one in CHOICES]
    assert len(set(versions)) == len(CHOICES)
    assert all(len(version) == 12 for version in versions)


def test_a_name_stays_what_it_is() -> None:
    """Judgements carry these names for good: a choice that is added later must not change them."""
    assert Calibration(models=("grid", "theta")).version == "08f176ddfd43"


@pytest.mark.parametrize("calibration", CHOICES)
def test_it_is_kept_as_a_document_and_read_back(calibration: Calibration) -> None:
    assert from_document(Calibration, to_document(calibration)) == calibration


def test_the_name_of_an_engine_says_which_calibrations_stand_behind_it() -> None:
    one, two = CHOICES[:2]
    assert engine_named("4", ()) == engine_named("4", (SHIPPED, SHIPPED)) == "4"
    assert engine_parts("4+own.ab12") == ("4+own.ab12", ())
    name = engine_named("4+own.ab12", (SHIPPED, one, SHIPPED, two, SHIPPED))
    assert engine_parts(name) == ("4+own.ab12", ("", one.version, "", two.version))


def test_breaks_of_no_choice_are_those_of_the_series() -> None:
    own = Breaks((Break(Period.parse("1999"), BreakKind.METHOD, Comparable.PARTLY, "counted otherwise"),))
    assert CHOICES[0].breaks_of(own) is own


def test_since_and_breaks_cut_the_past_off_and_exclusions_set_periods_aside(drifting: Series) -> None:
    since = prepare(drifting, Calibration(since=Period.parse("2001")).breaks_of(Breaks()))
    assert (since.first_step, since.comparable) == (11, 21)
    stated = prepare(drifting, Calibration(breaks=(Period.parse("2005"),)).breaks_of(Breaks()))
    assert stated.comparable == 17
    aside = Calibration(excluded=(Period.parse("2001"), Period.parse("2002")))
    assert prepare(drifting, aside.breaks_of(Breaks())).set_aside == {11, 12}
    declared = Breaks(exceptional=(Period.parse("2010"),))
    assert prepare(drifting, aside.breaks_of(declared)).set_aside == {11, 12, 20}
    assert prepare(drifting, replace(aside, since=Period.parse("2002")).breaks_of(Breaks())).set_aside == {12}
