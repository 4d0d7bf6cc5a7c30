"""Office for Budget Responsibility: is the target more likely than not to be met under current policy?

Strictly more than 50%. Where 50% lies within the error of the probability, it is too close to call.
"""

from __future__ import annotations

from forecasting.public_methods.ladder import Cut, Ladder, settled
from forecasting.public_methods.method import Method, Principal, Question
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.standing import Standing, standing, without_probability
from forecasting.public_methods.yardstick import Leaning, State, Tag, Yardstick

LIKELY, UNLIKELY, CLOSE = "more_likely_than_not", "not_more_likely_than_not", "too_close_to_call"
TEST = Ladder("probability", (Cut(LIKELY, 0.5, strict=True),), UNLIKELY)

METHOD = Method(
    name="obr",
    title="OBR test",
    short="OBR test",
    version="standing test",
    asks="Is the chance of meeting the target under current policy greater than one half?",
    compares="it puts our own probability to one test, more than one half, whatever the margin",
    limits="It is our probability. That each of several targets passes does not mean that all do together.",
    source="Office for Budget Responsibility, What we do, https://obr.uk/about-the-obr/what-we-do/",
    confidence=Tag.PRIMARY,
    ladders=(TEST,),
    leanings={LIKELY: Leaning.ON_COURSE, UNLIKELY: Leaning.SHORT, CLOSE: Leaning.OPEN},
    question=Question.PROBABILITY,
    principal=Principal("probability", "", chance=True),
)


def more_likely_than_not(probability: float) -> bool:
    """Whether a probability is strictly above one half."""
    return TEST.label(probability) == LIKELY


def too_close_to_call(probability: float, *, error: float = 0.0, calibration_error: float = 0.0) -> bool:
    """Whether one half lies within the probability ± the larger of twice its error and the calibration error."""
    reach = max(2 * error, calibration_error)
    return reach > 0 and settled(abs(probability - 0.5)) <= settled(reach)


def judge(
    progress: Progress,
    *,
    probability: float | None,
    error: float = 0.0,
    calibration_error: float = 0.0,
    settled_target: bool = False,
) -> Yardstick:
    """The OBR's test of a probability; none where no probability can honestly be given.

    ``settled_target`` marks a target whose outcome is certain, for which the test has no sense of nearness.
    """
    if probability is None:
        return METHOD.refused(progress, without_probability(progress), names=("probability",))
    stand = standing(progress, needs_target=False, fewest=0)
    if stand.closed:
        stand = Standing(State.RATEABLE)
    close = not settled_target and too_close_to_call(
        probability, error=error, calibration_error=calibration_error
    )
    label = TEST.label(probability)
    return METHOD.answer(
        progress,
        stand,
        label=CLOSE if close else label,
        numbers={"probability": probability},
        rule=label,
        caveats=("one half lies within the error of the probability",) if close else (),
    )
