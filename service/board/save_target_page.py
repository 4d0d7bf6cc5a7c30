"""The page that makes a target of a proposal, for editors."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from datasets.catalogue.entries import IndicatorEntry
from datasets.errors import Problem
from forecasting.indicators import Direction
from forecasting.targets import Comparator, Kind, TargetStatus
from service.api.reassessing import ask_for_reassessment
from service.board.english import saving as words
from service.board.private_page import act, led, looked, reason_problem, show, take
from service.board.rendering import render
from service.board.serving import PageDesk
from service.board.set_target_view import Choice
from service.operations.editing.editor import Editor, Saved
from service.operations.editing.errors import EntryInvalid, IdTaken
from service.operations.editing.targets import save_target
from service.security.principal import Scope
from service.store.reads.catalogue import indicator, missions, target
from service.store.reads.observations import areas

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.api.writing import Act

router = APIRouter(include_in_schema=False, default_response_class=Response)

ADDRESS = "/set-a-target/save"
ASKED = ("indicator", "area", "by", "value", "since", "better")
_SHORT, _LONG, _ID = 300, 5000, 80
_NO_WORD = re.compile(r"[^a-z0-9]+")
# What a problem of the entry is about, as a field of the form; the others stand above all of them.
_PLACES = {"period": "by", "window": "by", "comparator": "better", "frequency": "by"}


@dataclass(frozen=True, slots=True)
class Ask:
    """What the proposal was about, in words."""

    facts: tuple[tuple[str, str], ...]
    missions: tuple[Choice, ...]
    mission: str
    back: str


@router.get(ADDRESS)
async def form(request: Request) -> Response:
    """The form, filled in as far as the proposal says."""
    query = {name: value[:_LONG] for name, value in request.query_params.items()}
    return await _page(request, query, {})


@router.post(ADDRESS)
async def save(request: Request) -> Response:
    """Save the target and lead to its page, or say at each field what is wrong."""

    async def do(sent: Mapping[str, str]) -> Response:
        problems = _missing(sent)
        id_ = sent.get("id", "")
        if id_ and await looked(request, lambda session: target(session, id_)) is not None:
            problems.setdefault("id", words.TAKEN)
        fields = await looked(request, lambda session: fields_of(session, sent))
        if "value" not in fields:
            problems["value"] = words.NOT_A_NUMBER

        def keep(session: Session, act: Act) -> tuple[Saved, str]:
            saved = save_target(session, Editor.of(act.principal, at=act.at, why=act.why), id_ or "-", fields)
            act.noted()
            return saved, f"edit-{saved.id}-{act.at:%Y%m%dT%H%M%S%f}"

        def check(session: Session, act: Act) -> tuple[Saved, str]:
            # Everything that is wrong is told at once, and nothing of it is kept.
            found = keep(session, act)
            if problems:
                raise _Unfinished
            return found

        try:
            saved, job = await act(request, sent.get("reason", "") or "-", check)
        except EntryInvalid as error:
            for place, text in _told(error.problems):
                problems.setdefault(place, text)
            return await _page(request, sent, problems, status=422)
        except IdTaken as error:
            return await _page(request, sent, {"id": words.told(error), **problems}, status=409)
        except _Unfinished:
            return await _page(request, sent, problems, status=422)
        asked = {"job": job if saved.due else None, "targets": list(saved.due)}
        await run_in_threadpool(ask_for_reassessment, request, json.dumps(asked).encode())
        return led(f"/targets/{saved.id}")

    return await take(request, Scope.EDITOR, do)


class _Unfinished(Exception):
    """The target itself may stand, but the form lacks something: nothing is kept."""


def fields_of(session: Session, sent: Mapping[str, str]) -> dict[str, Any]:
    """The target as the keys of a catalogue file; without ``value`` where that is no number."""
    try:
        value: float | None = float(sent.get("value", "").replace(",", "").replace("−", "-").rstrip("%"))
    except ValueError:
        value = None
    record = indicator(session, sent.get("indicator", ""))
    better = sent.get("better") or ("" if record is None else record.entry(IndicatorEntry).direction.value)
    comparator = Comparator.AT_MOST if better == Direction.DECREASE.value else Comparator.AT_LEAST
    total = sent.get("since", "")
    fields: dict[str, Any] = {
        "mission": sent.get("mission") or None,
        "kind": (Kind.CUMULATIVE_SUM if total else Kind.LEVEL).value,
        "indicator": sent.get("indicator") or None,
        "area": sent.get("area") or None,
        "comparator": comparator.value,
        "value": value,
        "period": None if total else sent.get("by"),
        "window": {"start": total, "end": sent.get("by")} if total else None,
        "status": TargetStatus.LIVE.value,
        **{name: sent.get(name) or None for name in ("title", "wording", "citation", "url", "announced", "owner")},
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}


def _missing(sent: Mapping[str, str]) -> dict[str, str]:
    """What the form itself asks for, beside what an entry of the catalogue needs."""
    found = {"reason": reason_problem(sent.get("reason", ""))}
    if not sent.get("id"):
        found["id"] = words.FIELDS["id"][1]
    return {name: text for name, text in found.items() if text}


def _told(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """What is wrong with the entry, each with the field of the form that it stands at."""
    found = []
    for one in problems:
        place = (one.field or one.message.partition("“")[2].partition("”")[0]).partition(".")[0]
        place = _PLACES.get(place, place)
        text = f"{one.message} {one.remedy}".strip()
        known = place in words.FIELDS or place in ASKED
        found.append((place if known else "title", text))
    return found


async def _page(
    request: Request, values: Mapping[str, str], problems: Mapping[str, str], *, status: int = 200
) -> Response:
    def build(session: Session, _: PageDesk, today: date) -> str:
        ask = _ask(session, values)
        held = {name: values.get(name, "") for name in (*ASKED, *words.FIELDS)}
        held["mission"] = held["mission"] or ask.mission
        held["announced"] = held["announced"] or ("" if problems else today.isoformat())
        if not problems and not held["id"]:
            held["id"] = _slug(session, held)
        places = {name: problems.get(name, "") for name in (*words.FIELDS, *ASKED)}
        return render(
            "save_target.html", ask=ask, values=held, problems=places, s=words, asked=ASKED,
            wrong={name if name in words.FIELDS else "asked": text for name, text in problems.items()},
            most={"title": _SHORT, "id": _ID, "wording": _LONG, "citation": _SHORT * 2, "url": _SHORT, "announced": 20, "owner": _SHORT},
            here="set", title=words.TITLE, summary=words.SUMMARY,
        )  # fmt: skip

    return await show(request, Scope.EDITOR, build, status=status)


def _ask(session: Session, values: Mapping[str, str]) -> Ask:
    record = indicator(session, values.get("indicator", ""))
    entry = None if record is None else record.entry(IndicatorEntry)
    area = values.get("area", "")
    names = {one.code: one.name for one in areas(session)}
    better = values.get("better") or ("" if entry is None else entry.direction.value)
    bound = words.AT_MOST if better == Direction.DECREASE.value else words.AT_LEAST
    facts = (
        (words.MEASURE, values.get("indicator", "") if entry is None else entry.title),
        (words.AREA, names.get(area, area)),
        (words.VALUE, bound.format(value=values["value"]) if values.get("value") else ""),
        (words.BY, values.get("by", "")),
        (words.SINCE, values.get("since", "")),
    )
    back = "&".join(f"{name}={quote(values[name], safe='')}" for name in ASKED if values.get(name))
    return Ask(
        tuple((name, text) for name, text in facts if text),
        tuple(Choice(one.id, str(one.data["title"])) for one in missions(session)),
        "" if entry is None else entry.mission,
        f"/set-a-target?{back}",
    )


def _slug(session: Session, held: Mapping[str, str]) -> str:
    """An id that nothing has yet, from measure, value and date."""
    plain = unicodedata.normalize("NFKD", f"{held['indicator']} {held['value']} {held['by']}".lower())
    first = _NO_WORD.sub("-", plain.encode("ascii", "ignore").decode()).strip("-")[: _ID - 4].strip("-")
    found, number = first, 2
    while found and target(session, found) is not None:
        found, number = f"{first}-{number}", number + 1
    return found
