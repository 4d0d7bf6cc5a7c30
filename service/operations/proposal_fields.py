"""Reading the question for a proposal from plain fields: everything that is wrong told at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from forecasting.indicators import Aggregation, Direction
from service.operations.current_course import series_asked
from service.operations.draft_errors import DraftInvalid
from service.operations.draft_fields import Reader
from service.operations.proposing import ProposalAsked

if TYPE_CHECKING:
    from sqlmodel import Session


def asked_from(session: Session, fields: Mapping[str, Any]) -> ProposalAsked:
    """The question that fields put. Raises DraftInvalid with everything that is wrong with them."""
    found = wrong_with(session, fields, faulty=frozenset())
    if found is not None:
        raise found
    return ProposalAsked(
        indicator=fields["indicator"],
        by=fields["by"],
        area=fields.get("area"),
        value=fields.get("value"),
        since=fields.get("since"),
        direction=fields.get("direction"),
    )


def wrong_with(session: Session, fields: Mapping[str, Any], *, faulty: frozenset[str]) -> DraftInvalid | None:
    """What is wrong with the fields of a question beyond those found wrong already, or None."""
    reader = Reader(fields, faulty=faulty)
    known = reader.series(lambda indicator, area: series_asked(session, indicator, area))
    by = reader.period("by", known, needed=True)
    reader.number("value", needed=False)
    since, direction = reader.fields.get("since"), reader.fields.get("direction")
    undirected = known is not None and known.indicator.direction is Direction.NEUTRAL
    if known is not None and undirected and direction is None and "direction" not in faulty:
        reader.say(
            "direction_missing",
            "direction",
            f"Nothing says whether more or less of “{known.indicator.id}” is better: say increase or decrease.",
            allowed=["increase", "decrease"],
        )
    if direction is Direction.NEUTRAL:
        reader.say(
            "value_not_allowed",
            "direction",
            "“direction”: a target needs increase or decrease.",
            "neutral",
            ["increase", "decrease"],
        )
    if since is not None and known is not None and known.indicator.aggregation is not Aggregation.FLOW:
        reader.say(
            "not_a_flow",
            "since",
            f"Figures of “{known.indicator.id}” do not add up to a total: leave “since” out.",
            since.isoformat(),
        )
    if since is not None and by is not None and since >= by.end:
        reader.say(
            "window_invalid",
            "since",
            f"The window would begin on {since.isoformat()}, after it ends: give a day before {by.end.isoformat()}.",
            since.isoformat(),
        )
    elif known is not None and by is not None:
        series = known.series
        decided = by.end if since is not None else series.last_period_ending_by(by.end).end
        if decided <= series.latest.end:
            reader.say(
                "date_not_ahead",
                "by",
                f"The figure that decides {by.label} is held already: the newest is for {series.latest.label}. "
                "Give a later date.",
                str(by),
            )
    return DraftInvalid(reader.wrong) if reader.wrong else None
