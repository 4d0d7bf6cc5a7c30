"""What is being done, in the words around editors' notes."""

from __future__ import annotations

from datetime import date

from service.board.english.dates import day

TITLE = "What is being done"
NEXT = "Next"
CHART_WAITS = "The chart comes with the new judgement."
ALL = "All notes with their history, as data"
AS_TABLE = "as a table"
SOURCE = "Notes are written by those who run this service, and are no part of the judgement."


def written(author: str, first: date, last: date) -> str:
    """Who wrote a note, and when: ``Ann, 24 November 2026 (changed on 1 December 2026)``."""
    later = "" if first == last else f" (changed on {day(last)})"
    return f"{author}, {day(first)}{later}"


def next_action(action: str, by: date | None) -> str:
    """What is next, with its date."""
    return action if by is None else f"{action} (by {day(by)})"


def waiting(since: date) -> str:
    """Why there is no judgement just now."""
    return (
        f"The target, or something it rests on, was changed on {day(since)}. It is being judged anew: what was said of it "
        "before no longer holds."
    )
