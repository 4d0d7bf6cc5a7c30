"""The words of the page of one calibration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.board.english.numbers import MINUS, plain
from service.store.calibration_records import Action, CalibrationEvent

SECTION = {
    "about": "What it is, and why",
    "forecasts": "Forecasts and outcomes",
    "horizons": "Champion and challenger by horizon",
    "reliability": "Reliability",
    "weights": "Models and weights",
    "decide": "Decide",
    "events": "What happened to this series",
}
TITLE = "Challenger {id}: {name}"
HEADING = "{title}, {area}"
TRIED = "{count} challengers of this series were tried since the champion, this one included; p-values are multiplied by that."
TRIED_ONE = "It is the first challenger tried since the champion."
RULES = "What the declared rules say"
WOULD, WOULD_NOT = "would promote it", "would not promote it"
CAVEAT = "A difference is challenger less champion of what should be low. It is real only as far as its range stays on one side of nought."

REASON, BY, AGAINST, MODELS, SCALE, SINCE, EXCLUDED, BREAKS, DRIVERS, SPREAD, SEED = (
    "Reason", "By", "Compared with", "Models", "Scale", "Since", "Set aside", "Breaks", "Driven by", "Spread", "Seed",
)  # fmt: skip
DATA, ORIGINS, ENGINE, RUN, DECISION = "Figures", "Origins", "Made by", "Run", "Decision"
ENGINE_MODELS = "those of the engine, each weighted anew at every horizon"
TARGETS = "Targets judged on it"
API = "The same for programs"
COMPARISON = "comparison.csv"

HEAD = ("Horizons", "Champion", "Challenger", "Difference, with its 90% range", "p, adjusted", "Says")
CRPS_CAPTION = "CRPS on origins that chose nothing, in units of the mean seasonal change; lower is better."
OVERALL = "Every measure, all horizons"
EVERY = "Every measure, by horizon"
CHOOSING = "On the origins that may have chosen it"
OVERALL_HEAD = ("Measure", *HEAD[1:])
ALL_HORIZONS = "all"
MEASURES = {
    "crps": "CRPS",
    "interval_80": "Interval score, 80%",
    "interval_95": "Interval score, 95%",
    "brier": "Brier score of past targets",
    "log_score": "Log score of past targets",
    "coverage_50": "Coverage of the 50% range",
    "coverage_80": "Coverage of the 80% range",
    "coverage_95": "Coverage of the 95% range",
    "bias": "Bias",
    "change_error": "Error of the change",
    "pit": "Distance of PIT from even",
}
_SHARES = ("coverage_50", "coverage_80", "coverage_95")
BETTER, WORSE, NOISE, UNKNOWN = "better", "worse", "within noise", "not known"

WEIGHTS_HEAD = ("Model", "", "Share")
WEIGHTS_CAPTION = "How much each model counts in the challenger."

DECIDE_LEAD = (
    "Promoting puts the challenger in the champion’s place and judges anew what depends on it, by a job; until that is "
    "done the earlier judgements stand. Rejecting keeps it with your reason, and changes nothing that is forecast."
)
ROLL_BACK_LEAD = "Rolling back puts what it replaced in its place again, and judges anew what depends on it."
DECIDE_REASON = "Reason"
DECIDE_HELP = "It stands in the audit and on the page of every target that is judged on this series."
PROMOTE, REJECT, ROLL_BACK = "Promote", "Reject", "Roll back"
PROBLEMS = "Nothing was decided yet"
NOT_OPEN = "Nothing is to be decided here: it {state}."
DONE = {
    "promote": "It is promoted.",
    "reject": "It is rejected.",
    "rollback": "It is rolled back.",
}
JUDGED = "What depends on it is judged anew by a job:"
JOB_WAITS = "The job could not be put into the queue now; the next nightly run judges what depends on it."
NOBODY = "No target is judged on this series."
NO_CALIBRATION = "There is no calibration {name}."
EVENTS_NONE = "Nothing yet."
OUTDATED = "Somebody has decided about this series since you opened the page. Nothing was changed. Look at what is in use now, and decide again."
OUTDATED_TITLE = "It has changed meanwhile"
LOOK_AGAIN = "Open the challenger again"


def horizons(line: Mapping[str, Any]) -> str:
    """The horizons of a line, in periods ahead."""
    if line["from"] is None:
        return ALL_HORIZONS
    return str(line["from"]) if line["from"] == line["to"] else f"{line['from']} to {line['to']}"


def value(measure: str, number: float | None) -> str:
    """A measure of one side."""
    if number is None:
        return ""
    return f"{number:.0%}" if measure in _SHARES else _digits(number)


def difference(line: Mapping[str, Any]) -> str:
    """The difference with its range."""
    if line["difference"] is None:
        return ""
    middle, low, high = (_signed(line[name]) for name in ("difference", "low", "high"))
    return f"{middle} ({low} to {high})" if low and high else middle


def verdict(line: Mapping[str, Any]) -> str:
    """Whether the difference is more than noise."""
    low, high = line["low"], line["high"]
    if line["difference"] is None or low is None or high is None:
        return UNKNOWN
    return WORSE if low > 0 else BETTER if high < 0 else NOISE


def chance(number: float | None) -> str:
    """A p-value."""
    return "" if number is None else "under 0.001" if number < 0.001 else f"{number:.2g}"


def event(found: CalibrationEvent) -> str:
    """What happened, by whom and why."""
    number = (
        "the engine as it ships" if found.calibration_id is None else f"calibration {found.calibration_id}"
    )
    done = {
        Action.PROMOTED: f"{number} was promoted",
        Action.REJECTED: f"{number} was rejected",
        Action.ROLLED_BACK: f"rolled back to {number}",
    }[found.action]
    return f"{done[0].upper()}{done[1:]} by {found.who}: {found.why}" + (
        f" ({found.rule})" if found.rule else ""
    )


def footings(found: Mapping[str, int]) -> str:
    """On what each origin stood."""
    words = {
        "real_time": "on figures as they were known",
        "pseudo_real_time": "by the usual delay of publication",
        "over_periods": "by periods alone",
    }
    return "; ".join(f"{count} {words.get(name, name)}" for name, count in found.items())


def _digits(number: float) -> str:
    size = abs(number)
    return plain(number, 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3)


def _signed(number: float | None) -> str:
    if number is None:
        return ""
    text = _digits(number)
    return text if text.startswith(MINUS) or not any(digit in "123456789" for digit in text) else f"+{text}"
