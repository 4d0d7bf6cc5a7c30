"""The picture of revisions: by how much each period's figure has moved since it was first published."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from service.charts.scales import Scale, ticks

# Two units are one pixel of a chart drawn at its natural width.
WIDTH, HEIGHT = 1320, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 120, 1300, 24, 350
_LABELS = 396
_WIDEST = 26.0


@dataclass(frozen=True, slots=True)
class Moved:
    """A period, and its newest figure minus its first."""

    label: str
    change: float


@dataclass(frozen=True, slots=True)
class RevisionPicture:
    """Periods in order, with finished texts; ``axis`` has the values of the gridlines as they are written."""

    title: str
    description: str
    moved: tuple[Moved, ...]
    axis: tuple[tuple[float, str], ...]


def axis_values(moved: tuple[Moved, ...]) -> tuple[float, ...]:
    """Where gridlines lie: nought among them."""
    low, high = _extent(moved)
    return tuple(sorted({0.0, *ticks(low, high, 4)}))


def revision_picture(picture: RevisionPicture) -> str:
    """Draw it as one ``<svg>`` with a title and a description."""
    low, high = _extent(picture.moved)
    up = Scale(low, high, _BOTTOM, _TOP)
    across = Scale(0, max(len(picture.moved), 1), _LEFT, _RIGHT)
    slot = (_RIGHT - _LEFT) / max(len(picture.moved), 1)
    width = min(slot * 0.7, _WIDEST)
    parts = [
        f'<svg class="revisions" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(picture.title, quote=False)}</title>",
        f"<desc>{escape(picture.description, quote=False)}</desc>",
    ]
    for value, text in picture.axis:
        y = up(value)
        kind = "c-x" if value == 0 else "c-g"
        parts.append(f'<path class="{kind}" d="M{_LEFT} {y:.0f}H{_RIGHT}"/>')
        parts.append(
            f'<text class="t-x" x="{_LEFT - 16}" y="{y + 8:.0f}" text-anchor="end">{escape(text)}</text>'
        )
    for place, one in enumerate(picture.moved):
        if one.change == 0:
            continue
        x, y, zero = across(place + 0.5) - width / 2, up(one.change), up(0)
        top, bottom = min(y, zero), max(y, zero, min(y, zero) + 2)
        parts.append(f'<path class="c-p" d="M{x:.1f} {top:.1f}h{width:.1f}V{bottom:.1f}h{-width:.1f}z"/>')
    if picture.moved:
        parts.append(f'<text class="t-x" x="{_LEFT}" y="{_LABELS}">{escape(picture.moved[0].label)}</text>')
    if len(picture.moved) > 1:
        parts.append(
            f'<text class="t-x" x="{_RIGHT}" y="{_LABELS}" text-anchor="end">{escape(picture.moved[-1].label)}</text>'
        )
    parts.append("</svg>")
    return "".join(parts)


def _extent(moved: tuple[Moved, ...]) -> tuple[float, float]:
    low = min([0.0, *(one.change for one in moved)])
    high = max([0.0, *(one.change for one in moved)])
    return (low, high) if high > low else (-1.0, 1.0)
