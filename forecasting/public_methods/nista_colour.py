"""The delivery-confidence colours of NISTA (before it the IPA), by a mapping of our own from a probability.

The published scale is verbal (highly likely, probable, feasible, in doubt, apparently unachievable) and has no
numbers. The cuts here are ours, versioned, and always shown with the probability and the words "our mapping".
"""

from __future__ import annotations

from forecasting.public_methods.ladder import Cut, Ladder
from forecasting.public_methods.method import Method, Principal, Question
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.standing import Standing, standing, without_probability
from forecasting.public_methods.yardstick import Leaning, State, Tag, Yardstick

MAPPING = "our mapping, version 1"
FIVE_POINT = Ladder(
    "probability",
    (Cut("green", 0.80), Cut("amber_green", 0.60), Cut("amber", 0.40), Cut("amber_red", 0.20)),
    "red",
)
THREE_POINT = Ladder("probability", (Cut("green", 0.70), Cut("amber", 0.30)), "red")

METHOD = Method(
    name="nista_colour",
    title="NISTA delivery-confidence colours",
    short="NISTA colours",
    version=MAPPING,
    asks="Which colour of the government's delivery-confidence scale would this probability come to?",
    compares="it is our own probability in five colours, with cuts that are ours",
    limits="The published scale has no numbers and is a judgement of delivery, not of a statistic. Three colours "
    "since 2021 (from memory).",
    source="National Audit Office, Delivering major projects in government, 2016, https://www.nao.org.uk "
    "(the verbal scale); the cuts are ours",
    confidence=Tag.OURS,
    ladders=(FIVE_POINT, THREE_POINT),
    leanings={
        "green": Leaning.ON_COURSE,
        "amber_green": Leaning.ON_COURSE,
        "amber": Leaning.OPEN,
        "amber_red": Leaning.SHORT,
        "red": Leaning.SHORT,
    },
    question=Question.PROBABILITY,
    principal=Principal("probability", "", chance=True),
)


def five_point(probability: float) -> str:
    """The colour on the scale of five."""
    return FIVE_POINT.label(probability)


def three_point(probability: float) -> str:
    """The colour on the scale of three."""
    return THREE_POINT.label(probability)


def judge(
    progress: Progress,
    *,
    probability: float | None,
    five: Ladder = FIVE_POINT,
    three: Ladder = THREE_POINT,
    mapping: str = MAPPING,
) -> Yardstick:
    """The colour of a probability; the cuts can be replaced by others under another name."""
    if probability is None:
        return METHOD.refused(progress, without_probability(progress), names=("probability",))
    stand = standing(progress, needs_target=False, fewest=0)
    if stand.closed:
        stand = Standing(State.RATEABLE)
    colour = five.label(probability)
    return METHOD.answer(
        progress,
        stand,
        label=colour,
        numbers={"probability": probability},
        rule=mapping,
        caveats=("our mapping",),
        details={"five_point": colour, "three_point": three.label(probability)},
    )
