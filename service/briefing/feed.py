"""The Atom feed of changes worth telling: a verdict, or a chance by more than so many points."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from datasets.catalogue.entries import TargetEntry
from forecasting.assessment import CURRENT_COURSE
from forecasting.verdicts import Verdict
from service.board.english import dates
from service.briefing import english
from service.briefing.plain import printable
from service.store.reads import catalogue
from service.store.reads.assessments import history
from service.store.reads.explanations import explanations
from service.store.records import AssessmentRecord, TargetRecord

if TYPE_CHECKING:
    from sqlmodel import Session

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_MOST = 100
# Ids must stay what they are for good: this is the name space of movements between two judgements.
_MOVEMENTS = uuid.UUID("6f0b8f3e-6d0a-5c43-9c1e-0d5f5f0e7a11")
_FEEDS = uuid.UUID("2a4c9f56-0f53-5b6c-8d5a-3a7d6c1b9e20")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """One movement worth telling, from one judgement of a target to the next."""

    target_id: str
    title: str
    before: AssessmentRecord
    after: AssessmentRecord
    statement: str

    @property
    def id(self) -> str:
        """The same for good: it follows from the keys of the two judgements."""
        return uuid.uuid5(_MOVEMENTS, f"{self.target_id}|{self.before.key}|{self.after.key}").urn

    @property
    def updated(self) -> datetime:
        """When the later judgement was recorded."""
        return _aware(self.after.recorded_at)


def changes_worth_telling(
    session: Session, *, points: int, mission_id: str | None = None
) -> tuple[Change, ...]:
    """Every change of a verdict, or of a chance by at least ``points`` percentage points, the newest first."""
    found: list[Change] = []
    for target in catalogue.targets(session, mission_id=mission_id):
        found += _of_target(session, target, points)
    found.sort(key=lambda one: (one.after.as_of, one.updated, one.id), reverse=True)
    return tuple(found[:_MOST])


def _of_target(session: Session, target: TargetRecord, points: int) -> Iterable[Change]:
    steps = _standing(history(session, target.id))
    telling = [(before, after) for before, after in pairwise(steps) if _is_telling(before, after, points)]
    if not telling:
        return []
    said = {
        (one.before_key, one.after_key): str(one.data.get("statement", ""))
        for one in explanations(session, target.id)
    }
    title = printable(target.entry(TargetEntry).title)
    return [
        Change(target.id, title, before, after, printable(said.get((before.key, after.key), "")))
        for before, after in telling
    ]


def _standing(records: Sequence[AssessmentRecord]) -> list[AssessmentRecord]:
    """Of the judgements of a target, newest first, the one that stands for each day, oldest first."""
    last: dict[object, AssessmentRecord] = {}
    for record in records:
        last.setdefault(record.as_of, record)
    return list(last.values())[::-1]


def _is_telling(before: AssessmentRecord, after: AssessmentRecord, points: int) -> bool:
    if before.verdict != after.verdict:
        return True
    # What moved where only "under 10%" may be said is not told.
    if before.probability is None or after.probability is None or _shown(before) == _shown(after):
        return False
    # A probability of 0.3 is not quite three tenths: the edge itself counts.
    return abs(after.probability - before.probability) * 100 >= points - 1e-9


def atom(changes: Sequence[Change], *, title: str, points: int, base: str, path: str, home: str) -> bytes:
    """The feed as a document. ``base`` is the address of the service, ``path`` that of the feed, ``home`` of the page."""
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": english.LANGUAGE})
    _text(feed, "id", uuid.uuid5(_FEEDS, path.partition("?")[0]).urn)
    _text(feed, "title", printable(title))
    _text(feed, "subtitle", english.FEED_SUBTITLE.format(points=points))
    _text(feed, "updated", _moment(max((one.updated for one in changes), default=_BEGINNING)))
    _text(ElementTree.SubElement(feed, "author"), "name", english.BRAND)
    _link(feed, f"{base}{path}", "self", MEDIA_TYPE)
    _link(feed, f"{base}{home}", "alternate", "text/html")
    for one in changes:
        _entry(feed, one, base)
    ElementTree.indent(feed, " ")
    body = ElementTree.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'.encode()


def _entry(feed: ElementTree.Element, one: Change, base: str) -> None:
    entry = ElementTree.SubElement(feed, "entry")
    verdicts = (Verdict(one.before.verdict).words, Verdict(one.after.verdict).words)
    chances = (_shown(one.before), _shown(one.after))
    _text(entry, "id", one.id)
    _text(entry, "title", english.feed_title(one.title, verdicts=verdicts, chances=chances))
    _text(entry, "updated", _moment(one.updated))
    _link(entry, f"{base}/targets/{one.target_id}", "alternate", "text/html")
    ElementTree.SubElement(entry, "category", {"term": one.after.mission_id})
    _text(entry, "content", "\n".join(_said(one, verdicts, chances)), {"type": "text"})


def _said(one: Change, verdicts: tuple[str, str], chances: tuple[str, str]) -> list[str]:
    before, after = verdicts
    words = english.FEED_VERDICT if before != after else english.FEED_VERDICT_SAME
    said = [
        one.statement or english.FEED_UNEXPLAINED,
        words.format(before=before.lower(), after=after.lower()),
    ]
    if any(chances):
        said.append(
            english.FEED_CHANCE.format(
                before=chances[0] or english.FEED_NO_CHANCE,
                after=chances[1] or english.FEED_NO_CHANCE,
                earlier=dates.day(one.before.as_of),
                later=dates.day(one.after.as_of),
            )
        )
        said.append(CURRENT_COURSE)
    return said


def _shown(record: AssessmentRecord) -> str:
    return str(record.data.get("probability_shown") or "")


def _text(
    parent: ElementTree.Element, name: str, text: str, attributes: dict[str, str] | None = None
) -> None:
    ElementTree.SubElement(parent, name, attributes or {}).text = text


def _link(parent: ElementTree.Element, address: str, relation: str, kind: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": relation, "type": kind, "href": address})


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _aware(when: datetime) -> datetime:
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)
