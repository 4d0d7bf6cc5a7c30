"""Charts for briefings, as vectors that take their colours from where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

import structlog

from service.board.assets import assets
from service.board.case import Case
from service.board.drawings import drawings, tick_writer
from service.board.rendering import environment
from service.briefing.note import Width
from service.briefing.plain import cleaned
from service.charts.errors import ChartUnavailable
from service.charts.figure import Figure
from service.charts.frame import Size
from service.charts.renderer import Renderer
from service.charts.sparkline import sparkline
from service.charts.tokens import LIGHT

log = structlog.get_logger(__name__)

# As many as may be drawn before another reader's chart gets its turn.
_BATCH = 3
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
_FONT = re.compile(r"font: 400 ([\d.]+px) [^;]*;")
_SIZE = r"font-size: \1;"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPRITE = re.compile(r"^\s*<svg[^>]*>|</svg>\s*$")
_DRAWING = r"\.[frstcv]-[a-z0-9]+"
_RULE = re.compile(rf"(?<=[\n}}])\s*({_DRAWING}(?:, {_DRAWING})*|\.spark text)\s*\{{([^{{}}]*)\}}")
_VARIABLE = re.compile(r"var\(--([a-z0-9]+)\)")
# Paper is white in print, and verdicts have colours that charts do not need.
PALETTE: Mapping[str, str] = {
    **LIGHT, "paper": "#ffffff", "on": "#00625b", "uncertain": "#4a5160", "off": "#a3123f", "link": "#0b4f7d",
}  # fmt: skip
_MARK_COLOURS = {"on": "on", "met": "on", "off": "off", "missed": "off", "breached": "off"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pictures by target, and whether each is the full chart that was meant."""

    pictures: Mapping[str, str]
    complete: bool


def full(asked: Sequence[tuple[Case, Figure]], renderer: Renderer | None, *, size: Size = Size.WIDE) -> Drawn:
    """The full chart of each target; where it cannot be drawn now, or without a renderer, the small one."""
    found: dict[str, str] = {}
    complete = renderer is not None
    shown = [(case, cleaned(figure)) for case, figure in asked if figure.measured or figure.fan]
    for start in range(0, len(shown), _BATCH):
        batch = shown[start : start + _BATCH]
        drawings = _drawn(batch, renderer, size) if complete and renderer is not None else None
        complete = complete and drawings is not None
        for place, (case, figure) in enumerate(batch):
            found[case.target.id] = sparkline(figure) if drawings is None else drawings[place]
    return Drawn(found, complete)


def width_of(drawing: str) -> Width:
    """How wide a drawing wants to be."""
    if drawing.startswith('<svg class="spark"'):
        return Width.SMALL
    return Width.HALF if f"chart-{Size.NARROW.title}" in drawing.partition(">")[0] else Width.WIDE


def _drawn(batch: Sequence[tuple[Case, Figure]], renderer: Renderer, size: Size) -> list[str] | None:
    try:
        return drawings([(figure, tick_writer(case), size) for case, figure in batch], renderer)
    except ChartUnavailable as error:
        log.warning("briefing_chart_unavailable", code=error.code, error=str(error))
        return None


def for_press(svg: str, *, font: str, mark: str = "") -> str:
    """A drawing made for a page as one that stands by itself, with its styles, symbols and colours in it.

    ``mark`` is the verdict whose colour its ``currentColor`` means.
    """
    colour = PALETTE[_MARK_COLOURS.get(mark, "uncertain")]
    styles = f"<style>{_FONT.sub(_SIZE, rules())}</style>" if "class=" in svg or "#" in svg else ""
    symbols = f"<defs>{sprite()}</defs>" if "#" in svg else ""
    opening = f'<svg {_NAMESPACE} font-family="{escape(font)}" color="{colour}" '
    body = f"{opening}{svg.removeprefix('<svg ')}".replace(">", f">{styles}{symbols}", 1)
    return _VARIABLE.sub(lambda found: PALETTE[found[1]], body)


def mark(name: str) -> str:
    """The mark of a verdict by itself."""
    return f'<svg viewBox="0 0 16 16"><use href="#v-{name}" width="16" height="16"/></svg>'


@cache
def sprite() -> str:
    """The symbols that drawings refer to."""
    text = environment().get_template("sprite.svg").render()
    return _SPRITE.sub("", text)


@cache
def rules() -> str:
    """The rules of the board's style sheet that draw marks, rails and charts, each once."""
    text = _COMMENT.sub("", assets()["headway.css"].body.decode())
    found: dict[str, str] = {}
    for rule in _RULE.finditer(text):
        found.setdefault(" ".join(rule[1].split()), rule[2].strip())
    return "\n".join(f"{name} {{ {body} }}" for name, body in found.items())
