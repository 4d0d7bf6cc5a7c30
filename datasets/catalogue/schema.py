"""The keys of a catalogue file. The loader reads by these tables and docs/catalogue.md is made from them."""

from __future__ import annotations

from datasets.catalogue.entries import (
    Evidence,
    Family,
    MilestoneBasis,
    MilestoneKind,
    MissionStatus,
    Monotone,
    PathShape,
    Said,
    Unrateable,
)
from datasets.catalogue.feed import YearName
from datasets.catalogue.values import (
    Field,
    Schema,
    choice,
    flag,
    integer,
    known_date,
    number,
    pairs,
    period_text,
    slug,
    text,
)
from datasets.catalogue.visibility import Visibility
from datasets.kinds import Operation
from forecasting.breaks import BreakKind, Comparable
from forecasting.frequency import Frequency
from forecasting.indicators import Aggregation, Direction
from forecasting.targets import Comparator, Kind, Scope, TargetStatus

_VISIBILITY = "`private` for what only those with leave to see private figures may see; "

MISSION = Schema(
    "a mission",
    (
        Field("id", slug, "identifier, unique in the catalogue, for example `uk-nhs`.", required=True),
        Field("title", text, "name, as a heading.", required=True),
        Field("jurisdiction", text, "country, region or council it applies to.", required=True),
        Field("government", text, "who set it, and when."),
        Field("ambition", text, "what it wants to achieve, in one sentence.", required=True),
        Field("status", choice(MissionStatus), "whether it is still pursued.", required=True),
        Field("citation", text, "where it was published.", required=True),
        Field("order", integer, "place on the board; small numbers come first."),
        Field(
            "visibility",
            choice(Visibility),
            f"{_VISIBILITY}its indicators and targets are private with it. `public` where it is not given.",
        ),
    ),
)

BREAK = Schema(
    "a break",
    (
        Field("period", period_text, "first period of the changed series.", required=True),
        Field("area", text, "area code, where the break concerns one area only."),
        Field("kind", choice(BreakKind), "what disturbed the series.", required=True),
        Field(
            "comparable",
            choice(Comparable),
            "whether the past may be compared with the series from here on.",
            required=True,
        ),
        Field("explanation", text, "what changed, in one sentence.", required=True),
        Field("citation", text, "where the publisher says so."),
        Field(
            "recorded",
            known_date,
            "when the change entered the published figures, if later than the period itself.",
        ),
    ),
)

EXCEPTIONAL = Schema(
    "an exceptional period",
    (
        Field("periods", period_text, "periods to set aside.", required=True, many=True),
        Field("reason", text, "why, without regard to its effect on a probability.", required=True),
    ),
)

LEAD = Schema(
    "a leading indicator",
    (
        Field("indicator", slug, "indicator that moves first.", required=True),
        Field(
            "lag",
            integer,
            "periods of this indicator until it follows; 0 where the other is only published sooner.",
        ),
    ),
)

ORIGIN = Schema(
    "an origin",
    (
        Field(
            "date", known_date, "day on which the counter is known to have stood at `value`.", required=True
        ),
        Field("value", number, "what it stood at; 0 if not said."),
    ),
)

_SOURCE_FIELDS = (
    Field("coverage", text, "areas and groups for which it is published."),
    Field("publisher", text, "who publishes it."),
    Field("release", text, "name of the statistical release."),
    Field("table", text, "file, table or sheet within the release."),
    Field("url", text, "where to get it."),
    Field("lag_days", integer, "usual days from the end of a period to its first publication."),
    Field("revisions", text, "how later editions change earlier figures."),
    Field("licence", text, "terms of reuse."),
)

SOURCE = Schema(
    "a source",
    (Field("id", slug, "identifier within the file.", required=True), *_SOURCE_FIELDS),
)

FEED = Schema(
    "a feed",
    (
        Field(
            "source", text, "source that reads the file; `headway ingest --list` names them.", required=True
        ),
        Field("address", text, "page, data set or query, where the source does not know it."),
        Field("table", text, "words of the title of the table, or the name of its sheet."),
        Field(
            "columns",
            text,
            "headings of the column, group first (`Group / Column`); later wordings of the publisher side by side.",
            many=True,
        ),
        Field("per", text, "headings of the column to divide by.", many=True),
        Field("where", pairs, "groups and the one wanted; `row` is the label of a row, `*` any, empty none."),
        Field("area", text, "code of the area, where the file is about one only."),
        Field(
            "areas",
            pairs,
            "names or codes in the file and the area code each stands for; others keep their own code.",
        ),
        Field("only_areas", flag, "true where areas that are not listed are left out."),
        Field("months", integer, "months (1 to 12) in which a date must fall to count.", many=True),
        Field(
            "year",
            choice(YearName),
            "which of its two calendar years a split year is named after, where the file gives one.",
        ),
        Field("optional", flag, "true where some editions lack the column."),
        Field("factor", number, "what to multiply by, such as 100 for a fraction that becomes a percentage."),
    ),
)

INDICATOR = Schema(
    "an indicator",
    (
        Field("id", slug, "identifier, unique in the catalogue.", required=True),
        Field("title", text, "short name.", required=True),
        Field("definition", text, "what exactly is counted.", required=True),
        Field("unit", text, "unit of the values.", required=True),
        Field("decimals", integer, "decimal places as published."),
        Field("direction", choice(Direction), "which way is better.", required=True),
        Field("lower", number, "value it cannot fall below; leave out if there is none."),
        Field("upper", number, "value it cannot exceed; leave out if there is none."),
        Field("aggregation", choice(Aggregation), "how short periods make a long one.", required=True),
        Field("frequency", choice(Frequency), "kind of period it is published for.", required=True),
        Field("family", choice(Family), "indicators that behave alike.", required=True),
        Field("monotone", choice(Monotone), "`nondecreasing` for a counter that never falls."),
        Field("origin", ORIGIN, "for a counter, the day it is known to have stood at a value."),
        Field("source", slug, "a source of the same file, whose keys are taken unless given here."),
        *_SOURCE_FIELDS,
        Field("feed", FEED, "where in which file the figures stand, so that they can be loaded."),
        Field("exceptional", EXCEPTIONAL, "periods to set aside instead of the default ones."),
        Field("breaks", BREAK, "breaks and disturbances.", many=True),
        Field("leading", LEAD, "indicators that move first, for an analyst's own models.", many=True),
        Field("numerator", slug, "for a rate, the indicator that counts what is in it."),
        Field("denominator", slug, "for a rate, the indicator that counts what it is of."),
        Field(
            "visibility",
            choice(Visibility),
            f"{_VISIBILITY}its targets are private with it. `public` where it is not given.",
        ),
    ),
)

BASELINE = Schema(
    "a baseline",
    (
        Field("period", period_text, "period measured from."),
        Field("value", number, "its value; left to the data if not given."),
        Field(
            "restated",
            flag,
            "true where every edition recalculates the baseline: the series' own value then counts.",
        ),
    ),
)

WINDOW = Schema(
    "a window",
    (
        Field("start", period_text, "first day, or the period it begins with.", required=True),
        Field("end", period_text, "last day, or the period it ends with; open if left out."),
    ),
)

UNRATEABLE = Schema(
    "a reason why the definition cannot be rated",
    (
        Field(
            "reason",
            choice(Unrateable),
            "the reason in one word. Never a lack of data: that is worked out.",
            required=True,
        ),
        Field("explanation", text, "the reason in one sentence.", required=True),
    ),
)

STATUS = Schema(
    "an event in the history of a target",
    (
        Field("date", known_date, "when it became known."),
        Field("status", choice(TargetStatus), "what the target then was.", required=True),
        Field("note", text, "what happened."),
        Field("citation", text, "where it was published."),
    ),
)

OUTCOME = Schema(
    "an outcome",
    (
        Field("status", choice(TargetStatus), "`met` or `missed`.", required=True),
        Field("value", number, "the value it was judged on."),
        Field("recorded", known_date, "publication date of the release that shows it."),
        Field("citation", text, "where it was published.", required=True),
        Field("note", text, "what a reader must know about it."),
    ),
)

CALL = Schema(
    "a published call",
    (
        Field("date", known_date, "day it was published.", required=True),
        Field("by", text, "who said it: the publisher, a department, an audit office.", required=True),
        Field("said", choice(Said), "what was said.", required=True),
        Field("citation", text, "where it was published.", required=True),
        Field("note", text, "what a reader must know about it."),
    ),
)

MILESTONE = Schema(
    "a milestone",
    (
        Field("period", period_text, "period it is due in.", required=True),
        Field("value", number, "value due.", required=True),
        Field("kind", choice(MilestoneKind), "whether the owner of the target set it."),
        Field(
            "basis",
            choice(MilestoneBasis),
            "whether the value is a level, or the total or average of a window.",
        ),
        Field("recorded", known_date, "when it was announced."),
        Field("citation", text, "where it was published."),
        Field("evidence", choice(Evidence), "whether the number was confirmed against a published text."),
        Field("note", text, "what a reader must know about it."),
    ),
)

PATH_POINT = Schema(
    "a point of a trajectory",
    (
        Field("period", period_text, "period it is asked for in.", required=True),
        Field("value", number, "value asked for.", required=True),
    ),
)

TRAJECTORY = Schema(
    "a trajectory",
    (
        Field("name", text, "what it is called; a later version has the same name.", required=True),
        Field("points", PATH_POINT, "values it passes through.", required=True, many=True),
        Field("shape", choice(PathShape), "how it moves between its points."),
        Field("exponent", number, "bend of a `power` path: above 1 to the back, below 1 to the front."),
        Field("scale", number, "upper bound of a `logit_linear` path."),
        Field("kind", choice(MilestoneKind), "whether the owner of the target published it."),
        Field("default", flag, "true for the one the gap is measured against."),
        Field("reanchored", flag, "true where it moves with revisions of its first period."),
        Field("recorded", known_date, "when it was published."),
        Field("citation", text, "where it was published.", required=True),
        Field("note", text, "what a reader must know about it."),
    ),
)

SCOPE_DIRECTION = Schema(
    "a scope direction",
    (
        Field(
            "known_one_way",
            flag,
            "true where the series is known to differ from the target in one direction: no verdict is then given.",
            required=True,
        ),
    ),
)

TARGET = Schema(
    "a target",
    (
        Field("id", slug, "identifier, unique in the catalogue.", required=True),
        Field("title", text, "short name, for a row of the board.", required=True),
        Field("wording", text, "what was promised, in full.", required=True),
        Field("kind", choice(Kind), "what kind of promise it is; see the table of kinds.", required=True),
        Field("indicator", slug, "indicator it is measured by, in this file or another."),
        Field("area", text, "code of the area it applies to."),
        Field("comparator", choice(Comparator), "how the value must stand to the threshold."),
        Field("strict", flag, "true where equality fails; `>` and `<` say so themselves."),
        Field("value", number, "threshold: a level, a change, a total or a rank, as the kind says."),
        Field("upper", number, "upper end of a band."),
        Field("period", period_text, "period by which it is due, as published."),
        Field("frequency", choice(Frequency), "notation of `period`, where it could be read in two ways."),
        Field("window", WINDOW, "days over which flows add up or a standard must hold."),
        Field("baseline", BASELINE, "point it is measured from."),
        Field("observed_by", slug, "indicator with the official count of the window so far."),
        Field("other_indicator", slug, "second series of a gap or an intensity."),
        Field("operation", choice(Operation), "how the two series of a gap make one."),
        Field("peers", text, "areas a rank is taken among.", many=True),
        Field("scenario", slug, "indicator that holds the course without the policy."),
        Field("components", slug, "targets it is made of.", many=True),
        Field("any_k", integer, "how many components suffice."),
        Field("periods_required", integer, "consecutive periods a standard must have held."),
        Field("functional_zero", number, "value that counts as none."),
        Field("scope", choice(Scope), "how the measured series stands to the words of the target."),
        Field("scope_direction", SCOPE_DIRECTION, "what is known of the difference."),
        Field("scope_note", text, "what the series leaves out or adds."),
        Field("reading", text, "what in the definition (a date, a basket) is this catalogue's own reading."),
        Field("unrateable", UNRATEABLE, "why the definition allows no judgement."),
        Field("status", choice(TargetStatus), "where it stands today.", required=True),
        Field("history", STATUS, "what became of it, oldest first.", many=True),
        Field("announced", known_date, "when it was made public."),
        Field("owner", text, "who answers for it."),
        Field("legal", text, "its legal standing."),
        Field("outcome", OUTCOME, "how it ended."),
        Field("citation", text, "where it was published.", required=True),
        Field("url", text, "address of that publication."),
        Field("notes", text, "what a reader must know."),
        Field("evidence", choice(Evidence), "whether the numbers were confirmed against a published text."),
        Field("milestones", MILESTONE, "values due on the way.", many=True),
        Field("trajectories", TRAJECTORY, "paths laid out towards it.", many=True),
        Field("calls", CALL, "what others said of its chances while it ran.", many=True),
        Field("visibility", choice(Visibility), f"{_VISIBILITY}`public` where it is not given."),
    ),
)

FILE = Schema(
    "a catalogue file",
    (
        Field("mission", MISSION, "the mission.", required=True),
        Field("sources", SOURCE, "where its indicators are published.", many=True),
        Field("indicators", INDICATOR, "what is measured.", many=True),
        Field("targets", TARGET, "what was promised.", many=True),
    ),
)
