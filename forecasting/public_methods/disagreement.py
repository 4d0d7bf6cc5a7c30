"""Where the public methods and our judgement disagree, and why, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forecasting.assessment import Assessment
from forecasting.public_methods import obr
from forecasting.public_methods.catalogue import method_named
from forecasting.public_methods.method import Question
from forecasting.public_methods.yardstick import Leaning, State, Yardstick
from forecasting.verdicts import Verdict

_EXPLAINED = 3
_GOOD = (Leaning.MET, Leaning.ON_COURSE)
_OURS = {
    Verdict.ON_TRACK: True,
    Verdict.OFF_TRACK: False,
    Verdict.MET: True,
    Verdict.MISSED: False,
    Verdict.BREACHED: False,
}
_SETTLED = (
    "The date has passed, so what counts is the figure for it; these labels tell the pace up to then, "
    "not the outcome."
)
_WHY_OURS = "Ours asks something else: how likely the target is on the current course, counting how far such figures stray."


@dataclass(frozen=True, slots=True)
class Agreement:
    """Which methods call a target well on its way, which do not, which have no answer, and what parts them.

    Methods go by their names. ``agree`` says whether all that have an answer, and our own judgement where it
    takes a side, say the same; it is None where no public method has an answer.
    """

    agree: bool | None
    well: tuple[str, ...]
    not_well: tuple[str, ...]
    without_answer: tuple[str, ...]
    sentence: str


def agreement(yardsticks: Sequence[Yardstick], assessment: Assessment | None) -> Agreement:
    """Set the answers side by side, with plain sentences on where they disagree and why.

    Only methods that look at the way to the target are compared; those that restate our probability or test for
    a trend are not counted as voices.
    """
    asked = [y for y in yardsticks if method_named(y.method).question is Question.TARGET]
    voices = [y for y in asked if y.leaning is not Leaning.SILENT]
    good = [y for y in voices if y.leaning in _GOOD]
    bad = [y for y in voices if y.leaning not in _GOOD]
    said = None if assessment is None else _OURS.get(assessment.verdict)
    return Agreement(
        agree=None if not voices else not (good and bad) and said in (None, bool(good)),
        well=tuple(y.method for y in good),
        not_well=tuple(y.method for y in bad),
        without_answer=tuple(y.method for y in asked if y.leaning is Leaning.SILENT),
        sentence=_sentences(yardsticks, assessment, good, bad),
    )


def disagreement(yardsticks: Sequence[Yardstick], assessment: Assessment | None) -> str:
    """The sentences of ``agreement`` alone."""
    return agreement(yardsticks, assessment).sentence


def _sentences(
    yardsticks: Sequence[Yardstick],
    assessment: Assessment | None,
    good: list[Yardstick],
    bad: list[Yardstick],
) -> str:
    voices = [*good, *bad]
    if not voices:
        return f"{_ours(assessment)} No public method has an answer for this target{_silence(yardsticks)}."
    said = None if assessment is None else _OURS.get(assessment.verdict)
    parts = [_ours(assessment)]
    if not (good and bad):
        parts.append(_agreed(voices, well=bool(good)))
    else:
        parts.append(f"{_capital(_names(good))} {_say(good)} well on its way; {_names(bad)} {_do(bad)} not.")
    against = [] if said is None else bad if said else good
    apart = against or (min((good, bad), key=len) if good and bad else [])
    parts += [_why(y) for y in apart[:_EXPLAINED]]
    if len(apart) > _EXPLAINED:
        more = len(apart) - _EXPLAINED
        parts.append(f"What the {'other asks' if more == 1 else 'others ask'} stands with the answer.")
    if against:
        past = any(y.state is State.TARGET_EXPIRED for y in against)
        parts.append(_SETTLED if past else _WHY_OURS)
    parts += [*_lost(voices), *_half(yardsticks, assessment)]
    return " ".join(parts)


def _why(yardstick: Yardstick) -> str:
    method = method_named(yardstick.method)
    return f"{_capital(method.short)}: {method.compares}."


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _ours(assessment: Assessment | None) -> str:
    if assessment is None:
        return "There is no judgement of ours yet."
    verdict = assessment.verdict.words.lower()
    if assessment.probability is None:
        return f"Our judgement: {verdict}, without a probability."
    return f"Our judgement: {verdict} ({assessment.probability_shown})."


def _agreed(voices: Sequence[Yardstick], *, well: bool) -> str:
    if len(voices) == 1:
        return f"{_capital(_names(voices))}, the only public method with an answer, {'calls' if well else 'does not call'} it well on its way."
    if well:
        return f"All {len(voices)} public methods with an answer call it well on its way."
    return f"Not one of the {len(voices)} public methods with an answer calls it well on its way."


def _lost(voices: Sequence[Yardstick]) -> list[str]:
    hidden = [y for y in voices if y.state is State.MET_BUT_DETERIORATING and y.leaning in _GOOD]
    if not hidden:
        return []
    return ["The target is met now, but the figures are getting worse, which these labels do not show."]


def _half(yardsticks: Sequence[Yardstick], assessment: Assessment | None) -> list[str]:
    """Where the test of one half is passed although our label is not the best one: the cuts differ, not the chance."""
    passed = any(y.method == obr.METHOD.name and y.label == obr.LIKELY for y in yardsticks)
    if not passed or assessment is None or assessment.verdict is not Verdict.UNCERTAIN:
        return []
    return ["By the OBR’s test it is more likely than not; our label “on track” asks for more than that."]


def _silence(yardsticks: Sequence[Yardstick]) -> str:
    reasons = {
        y.reason.value.replace("_", " ")
        for y in yardsticks
        if y.reason is not None and method_named(y.method).question is Question.TARGET
    }
    return f" ({'; '.join(sorted(reasons))})" if reasons else ""


def _names(voices: Sequence[Yardstick]) -> str:
    titles = [method_named(y.method).short for y in voices]
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"


def _say(voices: Sequence[Yardstick]) -> str:
    return "calls it" if len(voices) == 1 else "call it"


def _do(voices: Sequence[Yardstick]) -> str:
    return "does" if len(voices) == 1 else "do"
