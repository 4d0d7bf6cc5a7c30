"""Bring everything that rests on figures up to date, one step after the other; what is up to date is left alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from service.operations.backtest_series import replay_series
from service.operations.courses import keep_courses
from service.operations.decomposing import keep_decompositions
from service.operations.earlier import judge_earlier
from service.operations.explain import explain_changes
from service.operations.installation import Installation
from service.operations.judging import Assessed, judge_targets
from service.operations.track_record import keep_track_record

Stage = Callable[[str, int, int], None]


def bring_up_to_date(
    installation: Installation,
    *,
    recorded: datetime,
    targets: Sequence[str] | None = None,
    stage: Stage = lambda *_: None,
) -> list[Assessed]:
    """Judge, explain, forecast, replay and score what has changed, and say how targets now stand.

    ``targets`` names those that new figures concern (None: all, and one release back where there is no earlier
    judgement to compare with). ``stage`` is told what is being done and how far it is.
    """

    def telling(name: str) -> Callable[[int, int], None]:
        return lambda done, total: stage(name, done, total)

    judged = judge_targets(installation, recorded=recorded, targets=targets, progress=telling("Judging"))
    if targets is None:
        name = "Judging as of one release earlier"
        judge_earlier(installation, recorded=recorded, progress=telling(name))
    stage("Explaining what has moved", 0, 1)
    explain_changes(installation, recorded=recorded, targets=targets)
    keep_courses(installation, recorded=recorded, progress=telling("Forecasting the current course"))
    settle(installation, recorded=recorded, stage=stage)
    return judged


def settle(installation: Installation, *, recorded: datetime, stage: Stage = lambda *_: None) -> None:
    """Make anew what is worked out from judgements that are visible: replays, the track record, the shares of places.

    What is up to date is left alone.
    """

    def telling(name: str) -> Callable[[int, int], None]:
        return lambda done, total: stage(name, done, total)

    then = installation.at(recorded)
    replay_series(then, recorded=recorded, progress=telling("Replaying the past"))
    keep_track_record(then, recorded=recorded, progress=telling("Scoring past targets"))
    keep_decompositions(then, recorded=recorded, progress=telling("Sharing gaps out among places"))
