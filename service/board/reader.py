"""Whoever is signed in on a page: what a page shows of them, and the marks of the forms it gives them.

A page is made once for everybody who sees the same, and has places that are filled in for each reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from service.board.english import saving, signing_in
from service.board.rendering import environment
from service.security.cookie import form_mark
from service.security.principal import Principal, Scope
from service.security.require import principal_of

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

_READER = re.compile(rb"<!--reader-->.*?<!--/reader-->", re.DOTALL)
_CSRF = b"<!--csrf-->"
_NOTE = re.compile(rb"<!--note:([A-Za-z0-9_./\-]+)-->")
# Texts of others are escaped, so nobody can write these places into a page.


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is signed in; ``token`` is what their browser holds."""

    principal: Principal
    token: str = field(repr=False)

    @property
    def mark(self) -> str:
        """What their forms hold."""
        return form_mark(self.token)


def reader_of(request: HTTPConnection) -> Reader | None:
    """Who is signed in, or None: for somebody who sends a key in a header there are no forms."""
    token = request.scope.get("state", {}).get("session_token")
    return None if token is None else Reader(principal_of(request), token)


def personal(page: bytes, reader: Reader) -> bytes:
    """A page with what is this reader's own."""
    principal = reader.principal
    shown = environment().get_template("reader.html").render(
        name=principal.name,
        scope=signing_in.SCOPES[principal.scope],
        analyst=principal.may(Scope.ANALYST),
        mark=reader.mark,
        s=signing_in,
    )  # fmt: skip
    page = _READER.sub(lambda _: shown.encode(), page, count=1)
    if principal.may(Scope.EDITOR):
        page = _NOTE.sub(lambda found: _note_form(found[1].decode(), principal), page, count=1)
    return page.replace(_CSRF, csrf_field(reader.mark).encode())


def csrf_field(mark: str) -> Markup:
    """The hidden field that shows for whom a form was made."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(mark)


def _note_form(subject: str, principal: Principal) -> bytes:
    """The form in which an editor writes what is being done about a subject: ``targets/…`` or ``missions/…``."""
    nothing = dict.fromkeys(("text", "next_action", "next_on"), "")
    return (
        environment()
        .get_template("note_panel.html")
        .render(
            subject=subject,
            s=saving,
            lead=saving.NOTE_LEAD.format(name=principal.name),
            values=nothing,
            problems=nothing,
        )
        .encode()
    )
