"""The words of the pages for analysts: recalibrations, jobs, challengers."""

from __future__ import annotations

from datetime import datetime

from service.board.english import dates
from service.jobs.words import JobKind, JobState
from service.store.calibration_records import Action, State

TITLE = "Analyst"
SUMMARY = "Recalibrations, challengers beside champions, jobs, and what is to be decided."
LEAD = (
    "How a series is forecast is changed by somebody who shows that it is better and says why. Nothing that is "
    "forecast changes until a challenger is promoted; nothing that was judged before is ever rewritten."
)
SECTION = {
    "decide": "Challengers to decide on",
    "findings": "Findings to accept",
    "recalibrate": "Recalibrate",
    "jobs": "Jobs",
    "use": "In use",
    "decided": "Decided before",
}
NOTHING_TO_DECIDE = "No challenger waits for a decision."
NOTHING_IN_USE = "Every series is forecast with the engine as it ships."
NOTHING_DECIDED = "Nothing has been decided yet."
NO_JOBS = "No job has been asked for yet."
JOBS_AWAY = "The database of the jobs does not answer now. What stands on this page holds all the same."
HEAD = ("Series", "Challenger and champion", "Comparison", "Tried", "Asked for")
USE_HEAD = ("Series", "In use", "Promoted")
DECIDED_HEAD = ("Series", "Challenger", "What became of it", "Decided")
JOBS_HEAD = ("Job", "State", "Asked for")
AGAINST = "against {champion}"
BY = "{who}, {date}"
ALL_AREAS = "all areas"
OPEN_CHALLENGER = "Look closer"
TRIED = "{count} tried since the champion"

# The form
FORM = "What is recalibrated, and how"
OF, OF_CHOOSE, OF_TARGETS, OF_INDICATORS = (
    "Series of",
    "Choose a target or an indicator",
    "Targets",
    "Indicators (all areas)",
)
MODELS = "Models"
MODELS_HELP = (
    "Names with commas, with weights if you like, such as grid:2, theta. Known are grid, ets, theta, sarimax, "
    "unobserved_components, drift, seasonal_naive and prophet. Nothing chosen at all: a search over nine declared candidates."
)
SCALE, SCALES = (
    "Scale",
    {"": "as the engine does", "both": "both", "raw": "raw", "logarithmic": "logarithmic"},
)
SPREAD = "Spread"
SPREADS = {
    "": "as the champion has it",
    "tuned": "tuned on the choosing origins",
    "shipped": "shipped",
    "own": "own constants",
    "wider": "a fifth wider",
    "narrower": "a fifth narrower",
}
SINCE, SINCE_HELP = "Learn from this period on", "Such as 2012, 2012-04 or 2012/13."
EXCLUDE, EXCLUDE_HELP = (
    "Periods to set aside",
    "With commas; ranges such as 2020-03..2021-06. Not the newest one.",
)
BREAKS, BREAKS_HELP = "Breaks", "Periods, with commas: figures before are not comparable."
REGRESSOR, REGRESSOR_HELP = (
    "Driven by",
    "Indicators of the same area, with the periods they move earlier: unemployment_rate:3. For sarimax or unobserved_components.",
)
MORE_CHOICES = "More choices"
REASON, REASON_HELP = "Reason", "Why you try this. It is kept with every challenger."
BEGIN = "Recalibrate"
PROBLEMS = "This cannot be begun yet"
OF_MISSING = "Choose a target or an indicator."
BAD_MODEL = "“{given}” is not a name with a weight, such as grid:2."
BAD_LAG = "“{given}” is not an indicator with a number of periods, such as unemployment_rate:3."

# A job
JOB_TITLE = {
    JobKind.RECALIBRATION: "Recalibration",
    JobKind.REASSESSMENT: "Reassessment",
    JobKind.INGESTION: "Asking publishers",
}
JOB_STATE = {
    JobState.WAITING: "waiting",
    JobState.RUNNING: "under way",
    JobState.DONE: "done",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "cancelled",
}
DONE_OF = "{done} of {total}"
LEFT = "about {minutes} min left"
LEFT_SHORT = "less than a minute left"
PROGRESS = "Progress"
JOB_ABOUT = "What was asked for"
JOB_OF, JOB_REASON, JOB_BY, JOB_BEGUN, JOB_ENDED, JOB_VERSION, JOB_ID = (
    "Of",
    "Reason",
    "By",
    "Asked for",
    "Over",
    "Version of the code",
    "Id",
)
EVERYTHING = "every series"
HIDDEN = "what is not for you to see"
JOB_RESULT = "What came of it"
JOB_CHALLENGERS = "Challengers"
CHALLENGER = "Challenger {id}"
JOB_NO_CHALLENGER = "No challenger was made."
JOB_SUMMARY = {
    "series": "Series compared",
    "judged": "Targets judged anew",
    "unchanged": "Judgements confirmed",
    "courses": "Current courses",
    "sources": "Sources asked",
    "added": "Figures added",
    "corrected": "Figures corrected",
}
LEFT_OUT = "What was left out"
JOB_PROBLEM = "Why it failed"
CANCEL = "Cancel the job"
CANCEL_HELP = "What was computed is thrown away; nothing of it becomes visible."
CANCEL_REASON = "Why it is stopped"
RESUME = "Go on with the job"
RESUME_HELP = "What was done is kept; what failed, and what was not reached, is done by a job of its own."
RESUME_REASON = "Why it is gone on with"
RESUMES = "It goes on with"
RESUMED_BY = "It is gone on with by"
FOLLOW = "Follow: load this page again every five seconds"
STOP_FOLLOWING = "Stop loading this page again"
TO_ANALYST = "All recalibrations and jobs"
NO_JOB = "There is no job “{name}”."
FOLLOWED_BY = "It was followed by"

# A challenger
STATES = {
    State.CHALLENGER: "waits for a decision",
    State.CHAMPION: "in use",
    State.REJECTED: "rejected",
    State.RETIRED: "replaced",
}
ACTIONS = {Action.PROMOTED: "Promoted", Action.REJECTED: "Rejected", Action.ROLLED_BACK: "Rolled back"}


def when(moment: datetime) -> str:
    """A day of the past."""
    return dates.day(moment.date())


def moment(at: datetime) -> str:
    """A day with its time, by the clock of the service."""
    return f"{dates.day(at.date())}, {at:%H:%M} UTC"


def decided(day: str, who: str, why: str) -> str:
    """Who decided, when and why."""
    return f"{day}, {who}: {why}" if why else f"{day}, {who}"


def unknown(name: str) -> str:
    """An id that is not there."""
    return f"Nothing has the id “{name}”."
