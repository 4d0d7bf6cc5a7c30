"""The formats charts are offered in, and the headers that lead from a chart to its figures."""

from __future__ import annotations

from service.api.negotiation import Format

SVG = Format("svg", "image/svg+xml", ".svg", "image/svg+xml; charset=utf-8", "SVG")
PNG = Format("png", "image/png", ".png", "image/png", "PNG", binary=True)
_VEGA_LITE = "application/vnd.vegalite.v6+json"
VEGA_LITE = Format("vegaLite", _VEGA_LITE, ".vl.json", _VEGA_LITE, "Vega-Lite")
PICTURES = (SVG, PNG, VEGA_LITE)
