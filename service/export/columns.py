"""What a column of a table means: title, type, unit. One word has one meaning in every table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Datatype(StrEnum):
    """What the cells of a column are, as CSVW names it."""

    TEXT = "string"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "datetime"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by the name in its header; ``unit`` is empty where it is no quantity or says its unit beside it."""

    name: str
    datatype: Datatype
    description: str
    unit: str = ""

    @property
    def title(self) -> str:
        """The name as a person writes it.

        >>> Column("indicator_id", Datatype.TEXT, "").title
        'Indicator id'
        """
        return self.name.replace("_", " ").capitalize()


def columns(names: Iterable[str], *, units: Mapping[str, str] | None = None) -> tuple[Column, ...]:
    """The columns of a table, those of a quantity with the unit it has there.

    One that is not described yet is text without a description: a table is served all the same.
    """
    given = units or {}
    found = (_KNOWN.get(name) or Column(name, Datatype.TEXT, "") for name in names)
    return tuple(replace(column, unit=given.get(column.name, column.unit)) for column in found)


def _of(datatype: Datatype, described: Mapping[str, str], unit: str = "") -> dict[str, Column]:
    return {name: Column(name, datatype, text, unit) for name, text in described.items()}


_TEXT = {
    "distance": "How far ahead of the target's date a call was made: under_1_year to over_5_years.",
    "shown": "The chance in words.",
    "result": "What happened: met or missed.",
    "no_change": "Whether the target would be met if nothing changed from that day on.",
    "straight_line": "Whether a straight line through the last five years meets the target.",
    "published_word": "What somebody else had said by then: met or missed.",
    "published_by": "Who said it.",
    "word": "What was said: on_track or off_track.",
    "model": "What made the forecast: the version of the engine and its models.",
    "dimension": "What rows are grouped by.",
    "group": "The group.",
    "set_by": "official where the owner of the target set the milestone, else indicative.",
    "value_basis": "Whether the value due is a level, or the total or average of a window.",
    "recorded": "When it became known, as the source says it.",
    "citation": "Where it was published.",
    "confirmed": "Whether the number was confirmed against a published text.",
    "remark": "What a reader must know about it.",
    "break_kind": "What kind of break or disturbance it is.",
    "comparability": "Whether values before it may be compared with later ones: yes, partly or no.",
    "explanation": "What changed.",
    "code": "The stable name of a finding.",
    "severity": "How much a finding weighs: info, caution or serious.",
    "says": "The finding in a sentence.",
    "finding_state": "What has become of a suspected break: suspected, accepted or dismissed.",
    "reason_given": "Why it was decided so.",
    "about": "Whether a note is on a target or on a mission.",
    "subject": "The target or mission that a note is on.",
    "author": "Who wrote it.",
    "text": "What is being done.",
    "next_action": "What is to be done next.",
    "rival": "What probabilities are compared with: no_change, straight_line or published.",
    "mission_id": "The mission.",
    "indicator_id": "The indicator: what is measured.",
    "target_id": "The target.",
    "series_id": "Indicator and area, with a stroke between them.",
    "release_id": "The release: what a publisher published on a date.",
    "source_id": "The source: publisher and family of files.",
    "licence_id": "The licence.",
    "title": "What it is called.",
    "jurisdiction": "Where it holds.",
    "government": "Whose it is.",
    "status": "How an entry stands, or the publisher's word for a value (final, provisional, estimate, forecast).",
    "unit": "The unit of the figures in the row.",
    "direction": "Which way is better: increase, decrease or neutral.",
    "aggregation": "How short periods make a long one: stock, flow, rate or average.",
    "frequency": "Kind of period: A, FY, AY, Q, M, W, D, YE-Q, A3, A5 or POINT; in a record, the frequency class.",
    "coverage": "Whom and where the figures cover.",
    "publisher": "Who published it.",
    "release": "The publication a figure stands in.",
    "table": "The table or sheet in the publication.",
    "url": "Where it is found.",
    "licence": "Under what terms the figures may be passed on.",
    "area": "GSS code in the United Kingdom, ISO 3166 alpha-3 elsewhere.",
    "name": "Its name.",
    "level": "What kind of area: country, region, local authority.",
    "parent": "The area it lies in.",
    "period": "The period in canonical notation; a financial year is named by the year it starts in.",
    "label": "The period as publishers write it, or the label of a label set.",
    "label_words": "The label in words.",
    "label_set": "The set of labels.",
    "knowledge": "real_time, pseudo_real_time (no edition of that time is held) or current.",
    "footing": "On what it was known: real_time or pseudo_real_time.",
    "published": "When it was published, as exactly as that is known.",
    "published_text": "When it was published, in the words of the source.",
    "basis": "Empty for the basis in force; an earlier one has a name.",
    "evidence": "How the value reached us: file, republished, quoted or supplied.",
    "note": "What the publisher says of the value.",
    "indicators": "Ids of indicators, with spaces between them.",
    "outcome": "What came of the last look at a source.",
    "message": "Why a look was refused.",
    "last_release": "The release loaded last.",
    "next_indicator": "The indicator whose figure comes next.",
    "next_period": "The period whose figure comes next.",
    "newest": "The newest period held.",
    "next": "The period that comes next.",
    "source": "Where it is said, or who made the forecast.",
    "kind": "Kind of target.",
    "comparator": "What the value is held against: >=, >, <=, < or in between.",
    "scope": "Whether the series is the target's own or a proxy.",
    "verdict": "on_track, uncertain, off_track, met, missed, breached, awaiting_outcome or no_verdict.",
    "reason": "Why no probability or verdict is given.",
    "probability_shown": "The probability as it may be printed.",
    "chance_shown": "The chance as it may be printed; no finer than the record bears.",
    "method": "What made the figure.",
    "version": "The version of the method or label set.",
    "leaning": "To which side the public method leans.",
    "number_means": "What the number is.",
    "state": "Whether the public method can rate the target.",
    "window": "Which years a pace was taken from.",
    "rule": "The rule that decided.",
    "thresholds": "The thresholds of the public method.",
    "numbers": "Further numbers, each with its name.",
    "caveats": "What to know of it.",
    "from_shown": "The chance before, as it is printed.",
    "to_shown": "The chance after, as it is printed.",
    "statement": "The same in a sentence.",
    "last_period": "The last period known then.",
    "latest_period": "The newest period held.",
    "target_period": "The period the target is judged at.",
    "likelihood": "The phrase for the probability.",
    "attainment_p50": "The period by which the target is reached with an even chance.",
    "frequency_class": "Kind of series in the record.",
    "attribution": "The line to reproduce, unchanged.",
    "publishers": "Whose figures stand under it.",
    "change": "What became of a figure, or by how much it changed.",
    "measure": "Which figure of the period the row has.",
    "key": "The key of the forecast.",
    "engine": "The version of the engine that made it.",
    "models": "The models in it, with spaces between them.",
    "origin": "The last observed period it starts from.",
    "last": "The last period it reaches.",
    "assessment": "The key of the assessment.",
    "code_version": "The version of the code that made it.",
    "id": "What it is called by.",
    "calibration": "The name of the calibration.",
    "champion": "The calibration in force, or its error.",
    "run": "The run that made it.",
    "created_by": "Who made it.",
    "decided_by": "Who decided.",
    "decision": "What was decided.",
    "part": "Which part of the comparison.",
    "from": "First horizon or day of the part.",
    "to": "Last horizon or day of the part.",
    "error": "Which measure of error.",
}
_COUNTS = {
    "targets": "How many targets.",
    "on_track": "Targets that are on track.",
    "uncertain": "Targets of which neither can be said.",
    "off_track": "Targets that are off track.",
    "met": "Targets that were met.",
    "missed": "Targets that were missed.",
    "breached": "Targets whose limit was broken.",
    "awaiting_outcome": "Targets whose date has passed without a figure.",
    "no_verdict": "Targets without a verdict.",
    "proxies": "Targets measured by a proxy.",
    "not_assessed": "Targets never assessed.",
    "decimals": "Digits after the point in publication.",
    "observations": "How many figures were known.",
    "horizon": "How many periods ahead.",
    "length_from": "Shortest series counted in the row.",
    "length_to": "Longest series counted in the row; empty for no limit.",
    "horizon_from": "Nearest horizon counted in the row.",
    "horizon_to": "Furthest horizon counted in the row; empty for no limit.",
    "series": "How many series.",
    "forecasts": "How many forecasts.",
    "count": "How many.",
    "tried": "How many were tried.",
    "origins": "How many past days were forecast from.",
    "calls": "How many calls.",
    "finding_id": "The number of a suspected break.",
    "note_number": "The number of a note on its subject, from 1.",
    "note_version": "Which wording of the note it is, from 1.",
    "refused": "Calls without a probability; they are not scored.",
    "measures": "How many indicators the calls are on.",
    "rival_calls": "Calls that the rival has as well.",
    "rank": "Its place among places without parts: 1 falls furthest short.",
    "rank_low": "The lower end of the central 80% of that place.",
    "rank_high": "The upper end of the central 80% of that place.",
}
_NUMBERS = {
    "lower": "The least value possible.",
    "upper": "The greatest value possible, or the upper end of a band.",
    "value": "The figure.",
    "before": "The figure before.",
    "after": "The figure after.",
    "difference": "After less before.",
    "actual": "The figure as measured.",
    "p2_5": "With 2.5% chance it lies below.",
    "p10": "With 10% chance it lies below.",
    "p25": "With 25% chance it lies below.",
    "p50": "The median of the forecast.",
    "p75": "With 75% chance it lies below.",
    "p90": "With 90% chance it lies below.",
    "p97_5": "With 97.5% chance it lies below.",
    "trajectory": "The required path.",
    "target": "What the target asks for.",
    "number": "The number of the public method.",
    "from_projected": "The projected value before.",
    "to_projected": "The projected value after.",
    "projected_observations": "What new figures added to the projected value.",
    "projected_revisions": "What revisions added to the projected value.",
    "projected_calibration": "What the calibration added to the projected value.",
    "projected_target": "What a changed target added to the projected value.",
    "last_value": "The last figure known then.",
    "latest_value": "The newest figure held.",
    "target_value": "What the target asks for, in the unit of judgement.",
    "projected_p10": "With 10% chance it lies below at the target date.",
    "projected_p50": "The median of the forecast at the target date.",
    "projected_p90": "With 90% chance it lies below at the target date.",
    "projected_gap": "The forecast at the target date against the target: positive is short of it.",
    "gap_now": "The latest figure against the required path: positive is short of it.",
    "projected_gap_low": "Lower end of the range that holds 8 in 10 of the projected gap.",
    "projected_gap_high": "Upper end of the range that holds 8 in 10 of the projected gap.",
    "required": "What is asked of it.",
    "shortfall_p10": "With 10% chance the shortfall is less.",
    "shortfall_p50": "The median shortfall; positive is short.",
    "shortfall_p90": "With 90% chance the shortfall is less.",
    "shortfall_mean": "The mean shortfall: these add up over places.",
    "required_rate": "The pace a year needed from now on.",
    "recent_rate": "The pace a year achieved lately.",
    "challenger": "The error of the challenger.",
    "low": "The lower end of the interval.",
    "high": "The upper end of the interval.",
    "p": "How likely so large a difference would be by chance.",
    "p_adjusted": "The same, allowing for how many were tried.",
    "brier": "The Brier score: the mean squared error of the probabilities.",
    "brier_error": "Its standard error, by bootstrap clustered by indicator.",
    "log_score": "Minus the mean logarithm of the probability given to what happened.",
    "rival_brier": "The Brier score of the rival's yes or no.",
    "rival_brier_recalibrated": "The Brier score of the rival at its best, made into a frequency.",
    "skill": "1 less the ratio of our Brier score to the rival's at its best.",
    "gain": "The rival's Brier score at its best less ours: above 0 we are better.",
    "gain_error": "The standard error of the gain.",
}
_SHARES = {
    "probability": "The chance that the target is met on the current course.",
    "chance_low": "Lower end of what may be said of the chance.",
    "chance_high": "Upper end of what may be said of the chance; the same where a number may be said.",
    "from_probability": "The chance before.",
    "to_probability": "The chance after.",
    "probability_observations": "What new figures added to the chance.",
    "probability_revisions": "What revisions added to the chance.",
    "probability_calibration": "What the calibration added to the chance.",
    "probability_target": "What a changed target added to the chance.",
    "coverage_50": "Share of outcomes inside the central half.",
    "coverage_80": "Share of outcomes inside the central 80%.",
    "coverage_95": "Share of outcomes inside the central 95%.",
    "said": "The mean probability that was said.",
    "happened": "The share of it that happened.",
    "false_alarm": "How often a target called off track was met.",
    "missed_alarm": "How often a target called on track was missed.",
    "false_alarm_of_met": "Share of met targets that were called off track.",
    "missed_alarm_of_missed": "Share of missed targets that were called on track.",
    "right": "Share of our probabilities on the right side of one half.",
    "rival_right": "Share of the rival's calls that were right.",
    "share": "Its share of the whole.",
    "chance_short": "The chance that it falls short.",
    "quantile": "The probability with which the value lies below.",
}
_YES_OR_NO = {
    "withdrawn": "Whether the note says nothing any more.",
    "unusual": "Whether the revision is larger than usual.",
    "set_aside": "An exceptional period: seen, but not fitted.",
    "comparable": "False before a break in the series.",
    "enough": "Whether there are enough forecasts to be read.",
    "trusted": "Whether the share rests on enough outcomes.",
    "borrowed_spread": "Whether the spread was borrowed from series like it.",
}
_DATES = {
    "start": "First day of the period.",
    "end": "Last day of the period.",
    "time": "Last day of the period.",
    "due": "The day it is due.",
    "published_on": "The day it was said.",
    "next_on": "By when the next action is to be done.",
    "next_due": "The day the next figure is due.",
    "as_of": "What it rests on was known on this day.",
    "from_as_of": "As of which day the judgement before was made.",
    "to_as_of": "As of which day the judgement after was made.",
}
_MOMENTS = {
    "recorded_at": "When this store first heard of it.",
    "last_visit": "When the source was last looked at.",
    "created_at": "When it was made.",
    "decided_at": "When it was decided.",
    "at": "When it was written.",
}
_KNOWN: Mapping[str, Column] = {
    **_of(Datatype.TEXT, _TEXT),
    **_of(Datatype.INTEGER, _COUNTS),
    **_of(Datatype.NUMBER, _NUMBERS),
    **_of(Datatype.NUMBER, _SHARES, "share from 0 to 1"),
    **_of(Datatype.BOOLEAN, _YES_OR_NO),
    **_of(Datatype.DATE, _DATES),
    **_of(Datatype.MOMENT, _MOMENTS),
    **_of(Datatype.INTEGER, {"lag_days": "Usual days from the end of a period to its publication."}, "days"),
    **_of(Datatype.INTEGER, {"age_days": "How many days after the end of the period."}, "days"),
}
