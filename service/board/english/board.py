"""The head of the board: what is true of all targets shown, counted and said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from forecasting.assessment import Reason
from forecasting.verdicts import Verdict
from service.board.english import dates
from service.board.english.findings import SHARED_REASONS
from service.board.english.numbers import capital, counted, listed, plain

EMPTY_TITLE = "No targets match"
EMPTY_LEAD = "Take a filter away to see more."
NOTHING_TITLE = "There is nothing on the board yet"
NOTHING_LEAD = (
    "No missions and targets are loaded. The statistics and the catalogue come with Headway: load and judge "
    "them on the command line with “headway assess”, and this page fills."
)
UNJUDGED_TITLE = "Nothing has been judged yet"
UNJUDGED_LEAD = (
    "The catalogue is loaded, but no target has been judged. Judge them on the command line with "
    "“headway assess”, and chances, gaps and charts appear here."
)
_OPEN = (Verdict.ON_TRACK, Verdict.UNCERTAIN, Verdict.OFF_TRACK)
_STATES = {
    Verdict.ON_TRACK: "on track",
    Verdict.UNCERTAIN: "uncertain",
    Verdict.OFF_TRACK: "off track",
    Verdict.BREACHED: "in breach",
    Verdict.AWAITING_OUTCOME: "awaiting its outcome",
}


def kicker(position: date | None) -> str:
    """``Mission board · position on 11 June 2026``."""
    return f"Mission board · position on {dates.day(position)}" if position is not None else "Mission board"


def cut(shown: int, total: int) -> str:
    """What stands on a page that shows some of the targets only."""
    return (
        f"{shown:,} of {total:,} targets are counted and shown here, national ones first. Every target has a page of "
        "its own; all of them are in the API, at /v1/targets."
    )


def headline(counts: Mapping[Verdict, int]) -> str:
    """``Three of the nine targets that can be judged are on track``."""
    judged = sum(counts.get(verdict, 0) for verdict in _OPEN)
    on = counts.get(Verdict.ON_TRACK, 0)
    if judged:
        if judged == 1:
            state = next(verdict for verdict in _OPEN if counts.get(verdict))
            return f"The one target that can be judged is {_STATES[state]}"
        total = f"the {counted(judged)} targets that can be judged"
        if on == judged:
            return f"All of {total} are on track"
        return f"{capital(counted(on))} of {total} {'is' if on == 1 else 'are'} on track"
    met, missed = counts.get(Verdict.MET, 0), counts.get(Verdict.MISSED, 0)
    if met + missed > 1:
        return f"{capital(counted(met))} of the {counted(met + missed)} targets decided {'was' if met == 1 else 'were'} met"
    if met + missed:
        return "The target was met" if met else "The target was missed"
    return "None of these targets can be judged"


def lead(counts: Mapping[Verdict, int], reasons: Mapping[Reason | None, int], *, proxies: int) -> str:
    """The sentences under the headline: the other verdicts, why some have none, what was decided."""
    said = [_others(counts), _unjudged(counts.get(Verdict.NO_VERDICT, 0), reasons), _decided(counts)]
    if proxies:
        said.append(
            f"A further {counted(proxies)} {_are(proxies)} measured on a stand-in series and not counted."
        )
    return " ".join(sentence for sentence in said if sentence)


def _others(counts: Mapping[Verdict, int]) -> str:
    wanted = [Verdict.OFF_TRACK, Verdict.UNCERTAIN, Verdict.BREACHED, Verdict.AWAITING_OUTCOME]
    if sum(counts.get(verdict, 0) for verdict in _OPEN) <= 1:
        wanted = wanted[2:]
    parts = []
    for verdict in wanted:
        number = counts.get(verdict, 0)
        if number:
            state = (
                _STATES[verdict] if number == 1 else _STATES[verdict].replace("its outcome", "their outcome")
            )
            parts.append(f"{counted(number)} {_are(number)} {state}")
    return f"{_opened(listed(parts))}." if parts else ""


def _opened(text: str) -> str:
    """A sentence never begins with a figure."""
    return f"Another {text}" if text[:1].isdigit() else capital(text)


def _unjudged(number: int, reasons: Mapping[Reason | None, int]) -> str:
    if not number:
        return ""
    groups: dict[tuple[str, str], int] = {}
    for reason, size in reasons.items():
        words = SHARED_REASONS.get(reason) if reason is not None else None
        if words is not None:
            groups[words] = groups.get(words, 0) + size
    ordered = sorted(groups.items(), key=lambda item: -item[1])[:3]
    parts = [f"{counted(size)} {words[size != 1]}" for words, size in ordered]
    rest = number - sum(size for _, size in ordered)
    if parts and rest > 0:
        parts.append(f"{counted(rest)} {'has another reason' if rest == 1 else 'have other reasons'}")
    opening = f"A further {counted(number)} cannot be judged"
    return f"{opening}: {listed(parts)}." if parts else f"{opening}."


def _decided(counts: Mapping[Verdict, int]) -> str:
    met, missed = counts.get(Verdict.MET, 0), counts.get(Verdict.MISSED, 0)
    open_targets = sum(counts.get(verdict, 0) for verdict in _OPEN)
    if not met + missed or not open_targets:
        return ""
    if met + missed == 1:
        return f"One has been decided: it was {'met' if met else 'missed'}."
    parts = [f"{counted(number)} {word}" for number, word in ((met, "met"), (missed, "missed")) if number]
    return f"{_opened(counted(met + missed))} have been decided: {listed(parts)}."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def shown(number: int, total: int) -> str:
    """``15 of 126 targets shown``."""
    if number == total:
        return f"{plain(number)} target{'' if number == 1 else 's'} shown"
    return f"{plain(number)} of {plain(total)} targets shown"


def known_then(number: int, total: int, day: date) -> str:
    """``12 of them had been judged by 1 March 2026``, where that is not all of them."""
    if number == total:
        return ""
    if not number:
        return f"none of them had been judged by {dates.day(day)}, so nothing can be said of change"
    return f"{plain(number)} of them had been judged by {dates.day(day)}; of the others no change can be told"


def tally(number: int, verdict: Verdict) -> str:
    """``2 off track``."""
    return f"{plain(number)} {verdict.words.lower()}"


def more(number: int) -> str:
    """``and 31 more``."""
    return f"and {plain(number)} more"


def unjudged_heading(number: int, *, alone: bool) -> str:
    """The heading over the short list of targets without figures."""
    if alone:
        return "No verdict can be given yet"
    return f"{capital(counted(number))} more without figures to judge by"


def page_of(number: int, pages: int) -> str:
    """``Page 2 of 4``."""
    return f"Page {plain(number)} of {plain(pages)}"
