"""Short texts of the pages: navigation, heads, buttons, tags, table heads."""

from __future__ import annotations

from forecasting.assessment import Confidence, Knowledge
from forecasting.findings import Severity
from forecasting.targets import Scope, TargetStatus

LANGUAGE = "en-GB"
BRAND = "Headway"
SKIP = "Skip to main content"
NAV_LABEL = "Main"
NAV = {
    "board": "Board",
    "set": "Set a target",
    "record": "Track record",
    "data": "Data",
    "methods": "Methods",
    "api": "API",
}
FOOTER_COURSE = (
    "A chance describes the current course: what published figures imply if behaviour continues as it has. "
    "It excludes announced policy that is not yet in the data."
)
FOOTER_STANDING = (
    "Chances, ranges and verdicts are worked out by Headway from published figures. They are not official "
    "statistics, and no public body has endorsed them."
)
FOOTER_LICENCES = "Sources and licences"

# The board
BOARD_TITLE = "Mission board"
BOARD_ABOUT = (
    "How likely each target is to be met if things go on as they have, worked out from official statistics."
)
BOARD_ABOUT_HOW = "How a chance is made"
LADDER_TITLE = "Chance of each target being met"
LADDER_SETTLED = "squares: decided"
LADDER_NONE = "none"
BAND_LABELS = {
    "under-10": "Under 10%",
    "10-40": "10 to 40%",
    "40-60": "40 to 60%",
    "60-90": "60 to 90%",
    "over-90": "Over 90%",
    "none": "No verdict yet",
    "decided": "Decided",
}
PROXY_SUFFIX = "(proxy)"
FILTER_LABEL = "Filter and sort the board"
FILTER_MISSION = "Mission"
FILTER_JURISDICTION = "Jurisdiction"
FILTER_VERDICT = "Verdict"
FILTER_SHOW = "Show"
FILTER_CHANCE = "Chance"
FILTER_SORT = "Order"
FILTER_WORDS = "Words"
FILTER_SINCE = "Changes since"
FILTER_ANY_MISSION = "All missions"
FILTER_ANY_JURISDICTION = "All"
FILTER_ANY_VERDICT = "Any"
FILTER_ANY_CHANCE = "Any"
FILTER_APPLY = "Apply"
FILTER_CLEAR = "Clear all"
SHOW = {
    "current": "Live and newly decided",
    "live": "Live only",
    "historic": "Historic only",
    "all": "Everything",
}
SORT = {
    "mission": "By mission",
    "risk": "Most at risk first",
    "sure": "Likeliest first",
    "moved": "Moved most first",
    "date": "Soonest due first",
    "fresh": "Newest figures first",
}
COLUMN_TARGET = "Target and latest finding"
COLUMN_CHANCE = "Chance of being met"
COLUMN_CHANCE_NOTE = "Current course: excludes announced policy not yet in the data"
COLUMN_GAP = "Projected gap"
COLUMN_GAP_NOTE = "At the target date"
COLUMN_CHART = "History, required path, forecast"
COLUMN_CHART_NOTE = "Black measured · orange required · blue expected: half, 8 in 10, 19 in 20"
ON_CURRENT_COURSE = "on the current course"
EXCLUDES = "; excludes announced policy not yet in the data"
ALL_TARGETS = "Targets"
MOVED_TITLE = "What moved"
MOVED_SINCE = "What moved since {date}"
MOVED_NOTHING = "No chance has moved by as much as five points."
TAKE_AWAY = "Every judgement as a table:"
TAKE_API = "how to ask for them from a program"
TAKE_FORMATS = {"csv": "CSV", "parquet": "Parquet", "json": "JSON"}
NEWEST_TITLE = "Newest figures"
PAGES_LABEL = "Pages of the list"
PREVIOUS_PAGE = "Previous"
NEXT_PAGE = "Next"
PROXY_GROUP = "Measured on a stand-in series, not counted"

# A row
NOW = "Now: {gap}"
LIKELY_RANGE = "Likely range {range}"
BREACHED_SINCE = "Breached since {period}"
DECIDED_SINCE = "Decided since {date}, when the chance was {chance}."
LATEST_SINCE = "Since then: {latest}."
SENSITIVE = "{low} to {high}, depending on how the data are treated."
SHORT_DATA = "Uncertain because of short data, not because the chance is even."
TAG_PROXY = "Proxy, not counted"
TAG_SCOPE = {
    Scope.NARROWER: "Narrower than the target, not counted",
    Scope.BROADER: "Broader than the target, not counted",
}
TAG_WORSENING = "Moving away from the target"
TAG_UNVERIFIED = "Number not verified"

# The page of a mission
MISSION_STRIP = "Chances of its targets"
MISSION_GROUPS = {"running": "Targets being pursued", "ended": "Decided or ended"}
FIGURES_TO = "figures to {period}"
MISSION_CITATION = "Source of the mission"
MISSION_INDICATORS = "What is measured"
MISSION_JOINT = "Chances of several targets at once"
MISSION_JOINT_NOTE = (
    "Counted with how the parts have moved together, where that could be measured; elsewhere as if they moved apart, "
    "with the bounds that hold either way. The chances of the parts cannot simply be multiplied."
)
MISSION_EMPTY = "No target of this mission is in the catalogue yet."

# The page of a target
ON_THIS_PAGE = "On this page"
SECTION = {
    "chart": "Past, path and forecast",
    "gap": "Gap now and at the date",
    "when": "When it might be met",
    "pace": "Pace needed and pace achieved",
    "further": "What else can be said",
    "moved": "What has moved it",
    "pictures": "How it was judged before",
    "places": "Where the gap is",
    "what_if": "What if something changed",
    "sensitivity": "How the treatment of the data matters",
    "yardsticks": "What other methods say",
    "notes": "What is being done",
    "evidence": "Evidence",
    "record": "What was said of it before",
    "history": "The target itself",
    "figures": "Figures",
    "download": "Download and cite",
}
CRUMBS = "Where you are"
CHART_UNAVAILABLE = (
    "The chart cannot be drawn at the moment. Everything it shows is in the table of figures below."
)
CHART_NO_DATA = "No figures are held, so there is no chart yet."
CHART_KEY_MEASURED = "Black: measured."
CHART_KEY_OPEN = "Hollow dots are provisional or estimates."
CHART_KEY_ASIDE = "Dotted: set aside as exceptional."
CHART_KEY_PATH = "Orange, dashed: the required path to the target, the filled diamond."
CHART_KEY_OURS = "Nobody published a path; this even one is ours."
CHART_KEY_MILESTONES = "Hollow diamonds are milestones."
CHART_KEY_FAN = (
    "Blue: the forecast, in which half, 8 in 10 and 19 in 20 outcomes fall inside the three bands."
)
CHART_PARTS = (
    "This target has no figures of its own: its parts are listed below, each with a page and a chart."
)
CHART_HATCH = "Hatched: no figures have come since."
CHART_TABLE_LINK = "Figures as a table"
GAP_HEAD = ("", "Required", "Measured or expected", "Gap")
GAP_NOW_ROW = "Now, {period}"
GAP_THEN_ROW = "At the date, {period}"
GAP_LIKELY = "likely {range}"
GAP_NONE = "none"
GAP_SIDE = "{side} the path"
ABOUT = "about {value}"
OWNED_BY = "owned by {owner}"
SET_ON = "set {date}"
SOURCE = "Source: {source}"
ENGINE = "Engine {engine}, Headway {version}, seed {seed}."
ASSESSMENT = "As of {date}, label set {set}, key {key}."
MILESTONE_OFFICIAL = "Set by the owner of the target."
MILESTONE_INTERIM = "A reading between official points."
MILESTONES_TITLE = "Milestones"
MILESTONES_HEAD = ("Period", "Value", "")
STATUSES_TITLE = "What became of it"
PARTS_TITLE = "Its parts"
PARTS_HEAD = ("Part", "Verdict", "Chance")
WHEN_HEAD = ("By", "Chance", "Reached by then")
WHEN_DUE = "Target date, {date}"
WHEN_NEVER = "Not by {period}"
WHEN_CAPTION = "Chance that the target is first reached, on the current course"
PACE = ("Needed from now on", "Achieved lately")
PACE_CAP = ("Left to use from now on", "Used lately")
SENSITIVITY_HEAD = ("Treatment", "Chance", "")
SENSITIVITY_HEADLINE = "The headline"
FINDINGS_TITLE = "What a reader must know"
EVIDENCE_LABELS = {
    "data": "Data",
    "releases": "Releases",
    "known": "Known",
    "models": "Method",
    "record": "Track record",
    "confidence": "Confidence",
    "engine": "Engine",
    "key": "Assessment",
}
HISTORY_LABELS = {
    "wording": "In its own words",
    "kind": "Kind",
    "owner": "Owner",
    "announced": "Set",
    "legal": "Standing",
    "reading": "Our reading",
    "scope": "What the figures cover",
    "baseline": "Baseline",
    "notes": "Notes",
    "citation": "Source",
}
HISTORY_HEAD = ("Date", "Status", "What happened")
FIGURES_HEAD = ("Period", "Measured", "Required", "Gap", "Expected", "8 in 10 between")
FIGURES_FORECAST = "forecast"
FIGURES_ASIDE = "set aside"
FIGURES_NOT_COMPARABLE = "not comparable"
SCROLLS = "Table, scrolls sideways on a small screen"
DOWNLOADS = {
    "assessment": "Assessment, JSON",
    "trajectory_csv": "Figures, CSV",
    "trajectory_parquet": "Figures, Parquet",
    "trajectory_json": "Figures, JSON",
    "gap": "Gap, JSON",
}
DOWNLOAD_GROUPS = {"figures": "Figures", "chart": "Chart", "briefing": "One-page briefing"}
CHART_FORMATS = {"svg": "SVG", "png": "PNG", "vl.json": "Vega-Lite"}
EMBED_TITLE = "Show the chart on another page"
EMBED_LEAD = (
    "Copy this into a page of your own. It follows the reader’s light or dark theme and needs no script."
)
PICTURE_TABLE = "Figures, CSV"
FEED = "Feed of changes"
BRIEF_BUTTON = "One-page briefing, PDF"
BRIEF_BUTTON_MISSION = "Two-page briefing, PDF"
BRIEF_ALL = "Stocktake of live targets, PDF"
BRIEF_TARGET = "One-page briefing:"
BRIEF_MISSION = "Two-page briefing:"
BRIEF_FORMATS = {"pdf": "PDF", "html": "HTML", "md": "Markdown"}
CITE_TITLE = "Cite this page"
DASH = "–"
UNKNOWN_DATE = "not known"

# Words for codes
STATUS = {
    TargetStatus.LIVE: "Live",
    TargetStatus.MET: "Met",
    TargetStatus.MISSED: "Missed",
    TargetStatus.SUPERSEDED: "Superseded",
    TargetStatus.REPEALED: "Repealed",
    TargetStatus.ABANDONED: "Abandoned",
    TargetStatus.PENDING_OUTCOME: "Outcome awaited",
    TargetStatus.CLOSED: "Closed",
}
CONFIDENCE = {
    Confidence.HIGH: "confidence high",
    Confidence.MODERATE: "confidence moderate",
    Confidence.LOW: "confidence low",
}
KNOWLEDGE = {
    Knowledge.REAL_TIME: "As the figures stood on that day.",
    Knowledge.PSEUDO_REAL_TIME: "In today’s edition of the figures, cut to what could be known on that day.",
    Knowledge.CURRENT: "In the newest edition of the figures.",
}
SEVERITY = {Severity.INFO: "Note", Severity.CAUTION: "Caution", Severity.SERIOUS: "Serious"}

# Errors
NOT_FOUND_TITLE = "Page not found"
NOT_FOUND_TARGET = "There is no target with the name “{name}”."
NOT_FOUND_INDICATOR = "There is no indicator “{name}”."
NOT_FOUND_MISSION = "There is no mission with the name “{name}”."
NOT_FOUND_PAGE = "There is nothing at “{path}”."
NOT_FOUND_WAY = "Everything Headway follows is on the board."
NOT_FOUND_LINK = "Go to the board"
FAILED_TITLE = "Something went wrong"
FAILED_TEXT = (
    "The page could not be made. The fault is ours: nothing was changed, and the stored figures and judgements "
    "are not affected. Try again in a moment."
)
FAILED_REFERENCE = "Reference for whoever runs this service: {reference}"
DELAYED_TITLE = "Not just now"
BOARD_DELAYED = "The board is being put together from many targets. Try again in a few seconds."
DELAYED_MAKING = "This is still being made. This page asks for it again every few seconds, until it is there."
UNAVAILABLE_TITLE = "The store does not answer"
UNAVAILABLE_TEXT = "The figures are safe, but they cannot be read at this moment. Try again shortly."
