"""Templates into pages. They hold markup only; every word comes from the English of the board."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from forecasting.verdicts import Verdict
from service.board import assets
from service.board.english import board, labels, signing_in
from service.board.rows import MARKS, Row

_TEMPLATES = Path(__file__).with_name("templates")
_LEGEND = (Verdict.ON_TRACK, Verdict.UNCERTAIN, Verdict.OFF_TRACK, Verdict.NO_VERDICT)

# The drawn form of a row is kept as long as the row itself.
_drawn: WeakKeyDictionary[Row, Markup] = WeakKeyDictionary()


def engine(*folders: Path) -> Environment:
    """Templates of some folders: everything they print is escaped, and what they do not know is an error."""
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def environment() -> Environment:
    """The templates, with what all of them use."""
    found = engine(_TEMPLATES)
    found.globals.update(
        t=labels,
        signing=signing_in,
        asset=assets.address,
        described=described,
        drawn=drawn,
        more=board.more,
        page_of=board.page_of,
        legend=[(MARKS[verdict], verdict.words) for verdict in _LEGEND],
        verdicts=[(verdict.value, verdict.words) for verdict in Verdict],
        summary="",
        here="",
    )
    return found


def render(template: str, **values: Any) -> str:
    """A page."""
    return environment().get_template(template).render(**values)


def described(name: str, help: str, problem: str) -> Markup:
    """The attributes that tie a field to its hint and to what is wrong with it."""
    ids = [f"{name}-problem"] * bool(problem) + [f"{name}-help"] * bool(help)
    found = Markup(' aria-describedby="{}"').format(" ".join(ids)) if ids else Markup()
    return found + Markup(' aria-invalid="true"') if problem else found


def drawn(row: Row) -> Markup:
    """A row as markup, made once."""
    found = _drawn.get(row)
    if found is None:
        found = Markup(environment().get_template("row.html").render(row=row))
        _drawn[row] = found
    return found
