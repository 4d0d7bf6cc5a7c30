"""The whole loop once on PostgreSQL, where two may change a champion at the same time."""

from __future__ import annotations

import threading

from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.operations.recalibration.changing import Decider, make, promotion_of
from service.operations.recalibration.errors import ChampionChanged
from service.operations.recalibration.promoting import promote, roll_back
from service.operations.recalibration.recalibrating import recalibrate
from service.operations.recalibration.reproducing import reproduce
from service.operations.recalibration.request import Choices, Request
from service.settings import Settings
from service.store.reads.assessments import current_assessment
from tests.service.operations.recalibration.conftest import MORNING, RATE, Moments


def test_the_loop_holds_on_postgresql(
    judged_home: Settings, postgres_database: str, moments: Moments
) -> None:
    settings = judged_home.model_copy(update={"database_url": postgres_database})
    installation = open_installation(settings, recorded=MORNING)
    try:
        judge_targets(installation, recorded=MORNING)

        def standing() -> tuple[str, str]:
            with installation.store.read() as session:
                found = current_assessment(session, RATE)
            assert found is not None
            return found.key, found.document

        before = standing()
        ids = [
            recalibrate(
                installation, Request("To see", names=(RATE,), choices=Choices(spread=spread)), who="ann", recorded=moments()
            )
            .challengers[0]
            .id
            for spread in ("wider", "narrower")
        ]  # fmt: skip
        promote(installation, ids[0], Decider("ann", moments(), "Wider"))
        assert standing() != before
        roll_back(installation, RATE, Decider("ann", moments(), "Back"))
        assert standing() == before
        assert reproduce(installation, before[0]).same
        with installation.store.read() as session:
            change = promotion_of(session, ids[1])
        meet, lost = threading.Barrier(2), []

        def promoted(who: str) -> None:
            meet.wait()
            try:
                with installation.store.session() as session:
                    make(session, change, Decider(who, moments(), "At once"))
            except ChampionChanged:
                lost.append(who)

        both = [threading.Thread(target=promoted, args=(who,)) for who in ("ann", "bob")]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert len(lost) == 1
    finally:
        installation.close()
