"""A public method as a thing of its own: what it asks, who says so, how sure we are, where it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from forecasting.public_methods.ladder import Ladder
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.standing import Standing
from forecasting.public_methods.yardstick import Leaning, Numbers, State, Tag, Why, Yardstick, finite


class Question(StrEnum):
    """What a method looks at: the way to the target, the trend whatever the target, or our own probability."""

    TARGET = "target"
    TREND = "trend"
    PROBABILITY = "probability"


@dataclass(frozen=True, slots=True)
class Principal:
    """The number that a method's label rests on: its name among the numbers, and what it counts in words.

    ``chance`` marks a probability of ours, which may be printed only as finely as its record bears.
    """

    name: str
    words: str
    chance: bool = False


@dataclass(frozen=True, slots=True)
class Method:
    """One published way of judging progress.

    ``asks`` is the question it answers, ``compares`` the clause that explains why its answer may differ from
    others ("it sets …"), ``limits`` what it cannot see. ``leanings`` says what each of its labels comes to.
    """

    name: str
    title: str
    short: str
    version: str
    asks: str
    compares: str
    limits: str
    source: str
    confidence: Tag
    ladders: tuple[Ladder, ...] = ()
    leanings: Mapping[str, Leaning] = field(default_factory=dict)
    question: Question = Question.TARGET
    principal: Principal | None = None

    def principal_of(self, answered: Yardstick) -> float | None:
        """The number that an answer of this method rests on, or None where it has none."""
        return None if self.principal is None else answered.numbers.get(self.principal.name)

    def answer(
        self,
        progress: Progress,
        standing: Standing,
        *,
        label: str | None,
        numbers: Numbers,
        window: str = "",
        rule: str = "",
        path: str = "",
        reason: Why | None = None,
        caveats: Sequence[str] = (),
        details: Mapping[str, str] | None = None,
    ) -> Yardstick:
        """The yardstick of a target that the method could look at.

        Where the method's own formula has no answer (no label, a reason), a target that could be rated is
        unrateable for it; one that is met already or past its date stays so.
        """
        state = standing.state
        if label is None and reason is not None and state is State.RATEABLE:
            state = State.UNRATEABLE
        words = dict(details or {})
        if standing.outcome is not None:
            words.setdefault("outcome", standing.outcome)
        return Yardstick(
            method=self.name,
            version=self.version,
            label=label,
            numbers=finite(numbers),
            thresholds=self.ladders,
            window=window,
            state=state,
            reason=reason if reason is not None else standing.reason,
            caveats=tuple(caveats),
            source=self.source,
            leaning=self.leanings.get(label, Leaning.SILENT) if label is not None else Leaning.SILENT,
            rule=rule,
            path=path,
            details=words,
            confidence=self.confidence,
            inputs_hash=progress.fingerprint,
            data_vintage=progress.vintage,
        )

    def refused(
        self,
        progress: Progress,
        standing: Standing,
        *,
        label: str | None = None,
        names: Sequence[str] = (),
        reason: Why | None = None,
    ) -> Yardstick:
        """The yardstick of a target that no figures can be worked out for; ``names`` are the empty numbers."""
        return self.answer(progress, standing, label=label, numbers=dict.fromkeys(names), reason=reason)
