"""Further pictures of a target: how chance and gap were judged over time, and when it might be met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.pictures.attainment import attainment_of
from service.pictures.cases import history_until
from service.pictures.over_time import chance_of, gap_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.board.case import Case
    from service.pictures.picture import Picture

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture: its address without an ending, and what it says."""

    address: str
    title: str
    description: str


def pictures_panel(session: Session, case: Case) -> tuple[Shown, ...]:
    """The pictures that say something: of a history with a history, of dates where chances can be told apart."""
    if case.assessment is None:
        return ()
    id_ = case.target.id
    found = []
    history = history_until(session, id_, None)
    chances = chance_of(history, None)
    if sum(bool(row["probability_shown"]) for row in chances.rows) >= _FEWEST:
        found.append(_shown(id_, "probability", chances))
    gaps = gap_of(history, None)
    if sum(row["projected_gap"] is not None for row in gaps.rows) >= _FEWEST:
        found.append(_shown(id_, "gap", gaps))
    dates = attainment_of(history.case, None)
    if len({row["chance_shown"] for row in dates.rows}) > 1:
        found.append(_shown(id_, "attainment", dates))
    return tuple(found)


def _shown(id_: str, kind: str, picture: Picture) -> Shown:
    return Shown(f"/v1/targets/{id_}/charts/{kind}", picture.words.title, picture.words.description)
