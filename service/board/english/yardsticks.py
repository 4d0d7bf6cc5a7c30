"""The English of the panel of public methods."""

from __future__ import annotations

from forecasting.public_methods.disagreement import Agreement
from forecasting.public_methods.method import Question
from forecasting.public_methods.yardstick import Tag, Why
from service.board.english.numbers import capital

HEAD = ("Method", "Says", "Number", "Figures used")
GROUPS = {
    Question.TARGET: "On the way to the target",
    Question.TREND: "On the trend, whatever the target",
    Question.PROBABILITY: "Our own chance, by the tests of others",
}
NOTE = (
    "Each method asks a question of its own, with thresholds of its own. Only ours says how likely it is that "
    "the target is met."
)
ALL = "All of it, with thresholds, limits and sources"
AS_TABLE = "as a table"
ASSURANCE = {
    "consistent_pass": "as it runs it would meet the target every time",
    "consistent_fail": "as it runs it would never meet the target",
    "inconsistent": "as it runs it meets the target at times",
}
SUGGESTED = "the level may have changed in {period}; limits are drawn anew only when somebody accepts that"
THRESHOLDS = {Tag.OURS: "the thresholds are ours", Tag.MEMORY: "thresholds partly from memory"}
WHY = {
    Why.METRIC_UNCLEAR: "what is measured is unclear",
    Why.UNIT_MISSING: "the unit is missing",
    Why.DIRECTION_MISSING: "which way is better is not stated",
    Why.DATE_MISSING: "there is no date",
    Why.BASELINE_NOT_SET: "there is no figure to measure from",
    Why.NO_TARGET_SET: "there is no number to reach",
    Why.OUTSIDE_BOUNDS: "a figure lies outside its bounds",
    Why.NOT_OBSERVABLE: "the series does not measure quite the same thing",
    Why.BASE_EQUALS_TARGET: "its base is at the target, so no change is asked for",
    Why.BASE_BEYOND_TARGET: "its base is beyond the target, so no change is asked for",
    Why.SIGN_CHANGE: "growth has no meaning where the sign changes",
    Why.RATIO_UNDEFINED_ZERO: "growth has no meaning from or to zero",
    Why.NO_RECENT_PROGRESS: "there is no recent progress to compare with",
    Why.WRONG_DIRECTION: "recent change goes the wrong way",
    Why.ALREADY_MET: "the target is met",
    Why.TOO_SHORT: "there are too few figures",
    Why.NO_TIME: "there is no time left between the newest figure and the date",
    Why.OUT_OF_RANGE: "the number is too large to write down",
    Why.SERIES_BREAK: "a break lies between base and newest figure",
    Why.KIND_NOT_COVERED: "it is not made for targets of this kind",
    Why.NO_SCALE: "it needs figures with an upper bound",
    Why.NO_DATA: "there are no figures",
    Why.NO_PEERS: "it needs figures of other places",
    Why.NO_PROBABILITY: "there is no probability",
    Why.NO_CONFIDENCE_LIMITS: "it needs published confidence limits",
    Why.NOT_ENOUGH_DATA_POINTS: "it needs five figures",
    Why.NOT_ANNUAL: "it needs figures for whole years",
    Why.OVERLAPPING_PERIODS: "periods overlap",
    Why.TRIAL_LIMITS: "it needs thirteen figures",
    Why.DEGENERATE_LIMITS: "the figures do not vary",
    Why.OUTLIER_FOUND: "the trend hangs on a single year",
    Why.NO_SIGNIFICANT_TREND: "no trend beyond chance",
    Why.SIGNIFICANT_TREND_NO_OUTLIER: "no single year makes the trend",
}


def title(said: Agreement) -> str:
    """What was found, in one line."""
    well, count = len(said.well), len(said.well) + len(said.not_well)
    if not count:
        return "Other methods have no answer"
    if count == 1:
        return (
            f"The one other method with an answer {'calls' if well else 'does not call'} it well on its way"
        )
    if well in (0, count):
        return f"{'All' if well else 'Not one of'} {count} other methods {'call' if well else 'calls'} it well on its way"
    return f"{well} of {count} other methods {'calls' if well == 1 else 'call'} it well on its way"


def label(code: str) -> str:
    """A label of a method as it is printed."""
    return capital(code.replace("_", " "))
