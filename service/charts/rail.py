"""The chance rail: where a probability lies between 0 and 100, with the cuts of the verdicts."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT = 190, 26
_START, _LENGTH, _MIDDLE = 4, 182, 9
_GLYPH = 11


def rail(low: float, high: float, *, before: float | None = None) -> str:
    """One chance on the rail: a filled dot, a hollow one where it was before, or a bar for a stretch.

    The rail itself, with its ticks and figures, is drawn once a page under the name ``rail``.
    """
    parts = [f'<svg class="rail" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">']
    parts.append('<use href="#rail"/>')
    if high - low > 1e-9:
        parts.append(f'<path class="r-bar" d="M{_x(low)} {_MIDDLE}H{_x(high)}"/>')
    else:
        if before is not None and abs(before - low) > 0.004:
            parts.append(f'<path class="r-move" d="M{_x(before)} {_MIDDLE}H{_x(low)}"/>')
            parts.append(f'<circle class="r-was" cx="{_x(before)}" cy="{_MIDDLE}" r="3.5"/>')
        parts.append(f'<circle class="r-now" cx="{_x(low)}" cy="{_MIDDLE}" r="5"/>')
    return "".join([*parts, "</svg>"])


def strip(marks: Sequence[tuple[float, str]]) -> str:
    """Several chances on one rail, each as the mark of its verdict; marks that would meet stand above each other."""
    lanes: list[float] = []
    placed = []
    for chance, mark in sorted(marks):
        x = _START + chance * _LENGTH
        lane = next((index for index, edge in enumerate(lanes) if x - edge >= _GLYPH + 1), len(lanes))
        if lane == len(lanes):
            lanes.append(x)
        lanes[lane] = x
        placed.append((x, lane, mark))
    rise = max(len(lanes) - 1, 0) * (_GLYPH + 1)
    base = _GLYPH + rise
    uses = "".join(
        f'<use class="v-{mark}" href="#v-{mark}" x="{x - _GLYPH / 2:.1f}" y="{base - _GLYPH - lane * (_GLYPH + 1)}"'
        f' width="{_GLYPH}" height="{_GLYPH}"/>'
        for x, lane, mark in placed
    )
    return (
        f'<svg class="strip" viewBox="0 0 {WIDTH} {base + 18}" aria-hidden="true" focusable="false">'
        f'<use href="#strip" y="{base}"/>{uses}</svg>'
    )


def _x(chance: float) -> str:
    return f"{_START + chance * _LENGTH:.1f}".removesuffix(".0")
