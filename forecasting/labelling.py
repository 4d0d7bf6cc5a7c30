"""From a judgement to what it is called, and when a change of that is worth telling."""

from __future__ import annotations

from collections.abc import Iterable

from forecasting.assessment import Assessment
from forecasting.findings import FindingCode
from forecasting.labels import Label, LabelSet, Verdict, standard


def rests_on_few(assessment: Assessment) -> bool:
    """Whether a judgement was made from three or four figures.

    Told by its finding, or, where findings are not at hand, by a verdict that its probability alone would not have.
    """
    if any(found.code is FindingCode.SHORT for found in assessment.findings):
        return True
    if assessment.probability is None or assessment.verdict is not Verdict.UNCERTAIN:
        return False
    return standard().label(assessment.probability).verdict is not Verdict.UNCERTAIN


def label_of(assessment: Assessment, labels: LabelSet) -> Label | None:
    """The label of a judgement in a set, or None where its outcome is settled or it was not judged.

    A pure function of the judgement: nothing else is looked at.
    """
    if assessment.probability is None or assessment.certain or not assessment.verdict.is_live:
        return None
    return labels.label(assessment.probability, short_data=rests_on_few(assessment))


def verdict_under(assessment: Assessment, labels: LabelSet) -> Verdict:
    """The verdict that a set gives a judgement: settled ones stay, live ones follow its cuts."""
    found = label_of(assessment, labels)
    return assessment.verdict if found is None else found.verdict


def words_under(assessment: Assessment, labels: LabelSet) -> str:
    """What a judgement is called in a set."""
    found = label_of(assessment, labels)
    return labels.words(assessment.verdict) if found is None else found.words


def told(previous: Label, probability: float, labels: LabelSet, *, short_data: bool = False) -> Label:
    """The label that stays told after a new probability, ``previous`` being the one told last (hysteresis).

    A change is told only once the probability is past the nearer end of the label told by the set's margin. The
    label of the judgement itself never waits.
    """
    now = labels.label(probability, short_data=short_data)
    if now.label == previous.label:
        return previous
    order = list(labels.labels)
    place = next(k for k, one in enumerate(order) if one.label == previous.label)
    better = order.index(now) < place
    past = probability - order[place - 1].at if better else order[place].at - probability
    # A rule for few figures can change a label far from any cut; that is always told.
    crossed = past >= 0
    return previous if crossed and round(past, 10) < labels.telling_margin else now


def worth_telling(
    previous: Verdict, now: Verdict, *, last_told: Label | None, probability: float | None, labels: LabelSet
) -> bool:
    """Whether a change between two judgements belongs in an alert or among what changed.

    That a target was settled, broken or first judged is always told; between live labels hysteresis decides.
    """
    if not (previous.is_live and now.is_live) or probability is None or last_told is None:
        return previous is not now
    return told(last_told, probability, labels).label != last_told.label


def telling_history(probabilities: Iterable[float], labels: LabelSet) -> list[Label]:
    """The label told after each of several probabilities, oldest first."""
    found: list[Label] = []
    for p in probabilities:
        found.append(labels.label(p) if not found else told(found[-1], p, labels))
    return found
