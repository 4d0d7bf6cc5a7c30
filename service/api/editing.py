"""Entries as editors change them: on whose behalf, on what was read, and what is answered where an edit cannot be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from datasets.errors import Problem
from service.api.content import document
from service.api.errors import Fault, ParametersInvalid, Unknown, VersionOutdated
from service.api.links import ROOT
from service.api.missing import unknown
from service.api.queries import Question
from service.api.reassessing import ask_for_reassessment
from service.api.refusals import CHANGED, COMMON
from service.api.resource import Endpoint, resource
from service.api.schemas.access import Reason
from service.api.schemas.shape import Shape
from service.api.writing import Act, Written, write
from service.operations.editing.editor import Editor, Saved
from service.operations.editing.errors import (
    EntryChanged,
    EntryInvalid,
    EntryNeeded,
    EntryUnknown,
    IdTaken,
    NothingEdited,
)
from service.security.principal import Scope
from service.security.require import DOCUMENTED, GuardedRoute, principal_of
from service.store.hidden import hidden_in

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.api.desk import Desk

_LONGEST_ECHO = 200

REFUSED = (NothingEdited, IdTaken, EntryNeeded)
"""The ways in which an edit conflicts with what there is."""

Edit = Callable[["Session", Editor], Saved]


class EditorsRoute(GuardedRoute):
    """A route for keys with the scope ``editor``."""

    needed = Scope.EDITOR


class RemovalQuestion(Question):
    """Why something is taken away."""

    reason: Reason


Removal = Annotated[RemovalQuestion, Query()]


def editors_router(prefix: str) -> APIRouter:
    """Where editors write."""
    return APIRouter(prefix=prefix, tags=["editing"], route_class=EditorsRoute, dependencies=[DOCUMENTED])


def edits(
    router: APIRouter, path: str, *, shape: type[Shape], method: str, creates: bool = False
) -> Callable[[Endpoint], Endpoint]:
    """Declare that an endpoint edits what stands at an address; one that ``creates`` may find nothing there."""
    refusals = (*COMMON, *CHANGED, *REFUSED, *(() if creates else (Unknown,)))
    return resource(router, path, shape=shape, method=method, kept=False, creates=creates, refusals=refusals)


def _none_like_it(_: Session) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of one kind, as editors change them and are answered.

    ``version`` is of the entry that stands now (None: there is none), ``shown`` the entry as the API has it, ``folder``
    the collection it stands in, ``also`` what is linked beside it, and ``like`` the ids that somebody may have meant.
    """

    noun: str
    folder: str
    version: Callable[[Session, str], str | None]
    shown: Callable[[Session, str], object]
    also: tuple[str, ...] = ("versions",)
    like: Callable[[Session], Iterable[str]] = _none_like_it

    async def edit(
        self,
        request: Request,
        id_: str,
        work: Edit,
        *,
        reason: str,
        member: str | None = None,
        creates: bool = False,
    ) -> Response:
        """Make an edit and answer with what stands then; what is to be judged anew is put into the queue.

        ``If-Match`` must name the version that stands, or the ETag of a GET of the entry; ``member`` is the field of
        the body that faults lie in.
        """
        path = f"{ROOT}/{self.folder}/{id_}"

        def match(session: Session, _: Request) -> Collection[str] | None:
            found = self.version(session, id_) if editor_sees(request, session, self.noun, id_) else None
            if found is None and not creates:
                raise unknown(self.noun, id_, self.like(session))
            desk: Desk = request.app.state.desk
            return None if found is None else (found, desk.tag_at(session, request, path))

        def change(session: Session, act: Act) -> Written:
            with refused(member):
                saved = work(session, act.as_editor())
            job = f"edit-{saved.id}-{act.at:%Y%m%dT%H%M%S%f}" if saved.due else None
            body = {
                self.noun: self.shown(session, id_),
                "links": {"self": path, **{name: f"{path}/{name}" for name in self.also}},
                "version": saved.version,
                "targets": _nameable(session, saved.due, act),
                "job": job,
            }
            headers = {} if saved.version is None else {"ETag": f'"{saved.version}"'}
            if saved.created:
                headers["Location"] = path
            return Written(document(body), 201 if saved.created else 200, headers)

        answer = await write(request, scope=Scope.EDITOR, reason=reason, change=change, match=match)
        await run_in_threadpool(ask_for_reassessment, request, bytes(answer.body))
        return answer


def _nameable(session: Session, targets: Collection[str], act: Act) -> list[str]:
    """The targets that whoever edits may know of."""
    kept = frozenset() if act.principal.private else hidden_in(session.connection()).targets
    return [one for one in targets if one not in kept]


@contextmanager
def refused(member: str | None = None) -> Iterator[None]:
    """Say in the words of the API why an edit cannot be made."""
    try:
        yield
    except EntryInvalid as error:
        faults = tuple(_fault(one, member) for one in error.problems)
        raise ParametersInvalid(" ".join(one.message for one in faults), faults=faults) from error
    except EntryUnknown as error:
        where = f"path.{error.noun.replace(' ', '_')}"
        raise Unknown(error.message + (f" {error.remedy}" if error.remedy else ""), path=where) from error
    except EntryChanged as error:
        raise VersionOutdated(error.message, path="header.if-match") from error


def editor_sees(request: Request, session: Session, noun: str, id_: str) -> bool:
    """Whether whoever asks may know of an entry, in a session that sees everything."""
    if principal_of(request).private:
        return True
    return id_ not in getattr(hidden_in(session.connection()), f"{noun}s", ())


def _fault(problem: Problem, member: str | None) -> Fault:
    path = ".".join(part for part in ("body", member, problem.field) if part)
    detail: dict[str, object] = {"value": _echo(problem.value)}
    if problem.remedy:
        detail["remedy"] = problem.remedy
    if problem.allowed:
        detail["allowed"] = list(problem.allowed)
    return Fault(problem.code, _short(problem.message), path, detail)


def _echo(value: object) -> object:
    """What was sent, where it can be shown in a line."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return _short(str(value))


def _short(text: str) -> str:
    # Halves of letters cannot be written as UTF-8.
    plain = text.encode("utf-8", "replace").decode("utf-8")
    return plain if len(plain) <= _LONGEST_ECHO else f"{plain[:_LONGEST_ECHO]}…"
