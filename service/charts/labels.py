"""Where a label may stand without covering a line, a mark or another label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
# What a label may cost: outside the drawing, on another label, and each step down the list of places.
_OUTSIDE, _ON_A_LABEL, _FURTHER = 400.0, 80.0, 0.4
# Mean width of a character of the sans faces in use, as a share of the text size; generous on purpose.
CHARACTER = 0.62
# The same in bold, in the widest of those faces: beside the drawing there is nowhere to run over to.
BOLD = 0.7
LINE = 1.25


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the drawing, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, point: Point) -> bool:
        """Whether a point lies inside."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom

    def meets(self, other: Box) -> bool:
        """Whether two rectangles overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, frame: Box) -> bool:
        """Whether it lies wholly inside a frame."""
        return (
            frame.left <= self.left
            and self.right <= frame.right
            and frame.top <= self.top
            and self.bottom <= frame.bottom
        )


@dataclass(frozen=True, slots=True)
class Place:
    """One possible place of a label: its anchor, how it is aligned there, and the box it would fill."""

    x: float
    y: float
    align: str
    box: Box


def text_width(lines: Sequence[str], size: float) -> float:
    """About how wide a label is drawn."""
    return max((len(line) for line in lines), default=0) * size * CHARACTER


def place(x: float, y: float, *, align: str, lines: Sequence[str], size: float, pad: float = 2.0) -> Place:
    """A label whose middle line stands at ``y``, aligned left, center or right at ``x``."""
    width, height = text_width(lines, size), len(lines) * size * LINE
    left = {"left": x, "center": x - width / 2, "right": x - width}[align]
    box = Box(left - pad, y - height / 2 - pad, left + width + pad, y + height / 2 + pad)
    return Place(x, y, align, box)


def around(x: float, y: float, *, lines: Sequence[str], size: float, gap: float = 9.0) -> list[Place]:
    """Places around a point, the preferred first: above and below, then the corners, then further off."""
    half = len(lines) * size * LINE / 2
    found = []
    for distance in (gap, gap + 14, gap + 30):
        for side in (-1, 1):
            level = y + side * (distance + half)
            for align, shift in (("center", 0.0), ("right", -gap / 2), ("left", gap / 2)):
                found.append(place(x + shift, level, align=align, lines=lines, size=size))
        for align, sign in (("right", -1), ("left", 1)):
            found.append(place(x + sign * distance, y, align=align, lines=lines, size=size))
    return found


def best(places: Sequence[Place], *, lines: Sequence[Point], taken: Iterable[Box], frame: Box) -> Place:
    """The place that covers least, the earlier in the list rather than the later."""
    others = tuple(taken)

    def cost(ranked: tuple[int, Place]) -> float:
        rank, candidate = ranked
        covered: float = sum(candidate.box.holds(point) for point in lines)
        covered += _ON_A_LABEL * sum(candidate.box.meets(other) for other in others)
        return covered + _FURTHER * rank + (0.0 if candidate.box.within(frame) else _OUTSIDE)

    return min(enumerate(places), key=cost)[1]


def sampled(line: Sequence[Point], every: float = 4.0) -> list[Point]:
    """Points along a polyline, close enough together for a label not to slip between them."""
    found = list(line[:1])
    for (x0, y0), (x1, y1) in pairwise(line):
        parts = max(1, int(max(abs(x1 - x0), abs(y1 - y0)) / every))
        found += [(x0 + (x1 - x0) * k / parts, y0 + (y1 - y0) * k / parts) for k in range(1, parts + 1)]
    return found
