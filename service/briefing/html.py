"""A briefing as one HTML file with everything in it: no script, no address but those of its sources."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment

from service.board.rendering import engine
from service.board.rendering import environment as board_environment
from service.briefing import english
from service.briefing.note import Note
from service.briefing.pictures import rules

_TEMPLATES = Path(__file__).with_name("templates")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")


def html(note: Note) -> str:
    """The briefing as HTML."""
    sprite = board_environment().get_template("sprite.svg").render()
    return (
        _environment().get_template("briefing.html").render(note=note, style=style(), sprite=sprite).lstrip()
    )


@cache
def style() -> str:
    """The style sheet inside the file: that of briefings, and what draws marks and charts on the board."""
    own = (_TEMPLATES / "briefing.css").read_text(encoding="utf-8")
    return f"\n{own}{rules()}\n"


@cache
def policy() -> str:
    """The Content-Security-Policy of a served briefing: its own style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"


def anchor(target_id: str) -> str:
    """The place of a target in the file."""
    return f"target-{_UNSAFE.sub(lambda found: f'.{ord(found[0]):x}.', target_id)}"


@cache
def _environment() -> Environment:
    found = engine(_TEMPLATES)
    found.globals.update(e=english, anchor=anchor)
    return found
