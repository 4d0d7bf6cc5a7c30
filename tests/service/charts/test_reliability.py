"""The picture of a backtest: every kind a row, no colour of its own, errors as bars and bands."""

from __future__ import annotations

import json

from service.charts.reliability import HeldPoint, ReliabilityRow, SaidPoint, reliability
from service.charts.renderer import Renderer
from service.charts.theme import Theme, config

ROW = ReliabilityRow(
    "Yearly series: own",
    "120 independent series.",
    (SaidPoint(0.05, 0.04, 300, 0.01), SaidPoint(0.55, 0.62, 200, 0.05), SaidPoint(0.97, 1.0, 90, None)),
    tuple(HeldPoint(h, p, p - 0.01 * h, 0.02) for p in (0.5, 0.8, 0.95) for h in (1, 2, 3)),
    "years",
)


def test_points_and_their_errors_are_in_the_data() -> None:
    spec = reliability([ROW], title="T", subtitle="S")
    said, held = spec["vconcat"][0]["hconcat"]
    bars = said["layer"][1]["data"]["values"]
    assert [(bar["low"], bar["high"]) for bar in bars] == [
        (0.04 - 0.02, 0.04 + 0.02), (0.62 - 0.1, 0.62 + 0.1), (1.0, 1.0),
    ]  # fmt: skip
    band = held["layer"][0]["data"]["values"]
    assert len(band) == 9
    assert {point["range"] for point in band} == {"50%", "80%", "95%"}
    assert all(0 <= point["low"] <= point["held"] <= point["high"] <= 1 for point in band)


def test_it_names_styles_and_never_colours() -> None:
    spec = reliability([ROW, ROW], title="T", subtitle="S")
    text = json.dumps(spec)
    assert "#" not in text.replace(spec["$schema"], "")
    assert "color" not in text
    styles = set(config(Theme.LIGHT)["style"])
    named = {
        layer["mark"]["style"]
        for row in spec["vconcat"]
        for drawing in row["hconcat"]
        for layer in drawing["layer"]
    }
    assert named <= styles


def test_the_house_draws_it() -> None:
    spec = reliability([ROW], title="What was said", subtitle="S")
    with Renderer(limit=60.0) as renderer:
        first = renderer.svg(spec, config(Theme.LIGHT))
        assert first == renderer.svg(spec, config(Theme.LIGHT))
    assert "What was said" in first
    assert "95% range" in first
