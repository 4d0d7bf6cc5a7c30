"""The end of an embargo is an occasion: what is worked out from judgements once they are visible follows at once.

Judgements, courses and what moved them are there beforehand and are seen from the instant on. Replays, the track record
and the shares of places are made from what is visible, so a run over what has changed makes them anew.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from service.jobs.words import JobKind
from service.store.reads.embargoes import last_out
from service.store.reads.runs import last_published

if TYPE_CHECKING:
    from sqlmodel import Session


def embargo_ended(session: Session, *, since: datetime, now: datetime) -> datetime | None:
    """The newest instant that has passed and that no complete run has seen; None where there is none.

    ``since`` counts where no run was ever complete. For sessions that see everything.
    """
    last = last_published(session, JobKind.REASSESSMENT)
    return last_out(session, after=since if last is None else last.recorded_at, now=now)


def run_id(instant: datetime) -> str:
    """The id of the run that an instant begins: asked for twice, or by two workers, it is the same run."""
    return f"embargo-{instant:%Y%m%dT%H%M%S}"
