"""The words of what editors write on pages: targets they save, and notes on what is being done."""

from __future__ import annotations

from forecasting.errors import HeadwayError

TITLE = "Save as a target"
SUMMARY = "For editors: a proposal becomes a target, with its wording, its source and a reason."
LEAD = "The target will stand on the board with the others. It shows no judgement until it is judged, by a job that begins at once."
OF = "What it asks"
AREA, MEASURE, VALUE, BY, SINCE = "Area", "Measure", "Value", "By", "Total since"
AT_LEAST, AT_MOST = "at least {value}", "at most {value}"
AGAIN = "Change these on the page before"
FORM = "How it is recorded"
FIELDS = {
    "title": ("Title", "Short, for a row of the board: 92% within 18 weeks by March 2029."),
    "id": ("Id", "For addresses: small letters, digits and hyphens. It cannot be changed later."),
    "wording": ("Wording", "What is promised, in full, as it was or will be published."),
    "mission": ("Mission", ""),
    "citation": ("Where it is published", "Document, publisher and date."),
    "url": ("Address of that publication", "If it has one."),
    "announced": ("Announced", "The day, such as 2026-11-24; the month or the year alone will do."),
    "owner": ("Who answers for it", "If anybody does."),
    "reason": ("Reason", "Why it is recorded. It is kept in the audit."),
}
SAVE = "Save the target"
PROBLEMS = "It is not saved yet"
TAKEN = "There is a target with this id already. Choose another one, or change that target through the API."
GO_BACK = "Back to the proposal"
NOT_A_NUMBER = "The value is not a number."

NOTE_TITLE = "Write a note"
NOTE_LEAD = "What is being done about it, for everybody to read, under your name ({name}). Each note is kept with its history."
NOTE_OF = "On {title}"
NOTE_TEXT, NOTE_NEXT, NOTE_ON = "What is being done", "Next action", "By"
NOTE_NEXT_HELP, NOTE_ON_HELP = "If there is one.", "A day such as 2027-03-31, if there is one."
NOTE_SAVE = "Publish the note"
NOTE_PROBLEMS = "The note is not published yet"
NOTE_DAY = "“{given}” is not a day; write it as 2027-03-31."
NOTE_EMPTY = "Say what is being done."
NO_TARGET = "There is no target “{name}”."
NO_MISSION = "There is no mission “{name}”."
REASON_OF_NOTE = "It is in the note."


def told(error: HeadwayError) -> str:
    """What is wrong, with what to do."""
    return f"{error.message} {error.remedy}" if error.remedy else error.message
