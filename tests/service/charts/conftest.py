"""A figure with everything on it."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from service.charts.figure import FanPoint, Figure, Mark, MeasuredPoint, PathPoint, Span

SPREAD = (-1.96, -1.28, -0.67, 0.0, 0.67, 1.28, 1.96)


def month(number: int) -> date:
    """The middle of a month counted from January 2012."""
    return date(2012 + number // 12, number % 12 + 1, 15)


@pytest.fixture(scope="session")
def figure() -> Figure:
    """Twelve years of months with a pandemic, a break, provisional figures, a path and a fan."""
    measured = tuple(
        MeasuredPoint(
            month(n),
            90 - n / 6 + 3 * math.sin(n / 2),
            f"month {n}",
            open=n > 168,
            aside=98 <= n <= 113,
            comparable=n >= 12,
        )
        for n in range(172)
    )
    last = measured[-1].value
    fan = tuple(
        FanPoint(month(171 + h), tuple(min(100.0, last + z * math.sqrt(h)) for z in SPREAD), f"ahead {h}")
        for h in range(1, 36)
    )
    required = tuple(PathPoint(month(150 + h), 60 + 32 * h / 56) for h in range(57))
    return Figure(
        title="About 68% expected in March 2029; at least 92% asked",
        subtitle="Waiting within 18 weeks, %, England",
        description="Measured: 90% in January 2012, 61% in April 2026.",
        since=month(0),
        measured=measured,
        fan=fan,
        required=required,
        ours=True,
        target=Mark(month(206), 92.0),
        milestones=(Mark(month(170), 65.0, "65% by March 2026"),),
        breaks=(Mark(month(12), 0.0, "coverage changed, January 2013"),),
        bands=(Span(month(98), month(113), "pandemic, set aside"),),
        silence=Span(month(172), month(172) + timedelta(days=150)),
        bounds=(0.0, 100.0),
        target_lines=("92% needed", "by March 2029"),
        expected_lines=("about 68%", "expected"),
        gap_lines=("about 24 points short",),
        range_lines=("8 in 10:", "48% to 89%"),
        latest_text="61.4%",
        path_text="required path (ours)",
    )
