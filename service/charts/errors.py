"""What can go wrong when a chart is drawn. A page then shows its table and says so.

::

    HeadwayError
    └── ChartUnavailable
        ├── RendererBusy      more charts are waiting than may wait
        ├── RendererSlow      a chart took longer than it may take
        ├── RendererStopped   the drawing process ended, or never started
        └── ChartRefused      the specification cannot be drawn
"""

from __future__ import annotations

from forecasting.errors import HeadwayError


class ChartUnavailable(HeadwayError):
    """No picture now; the figures themselves are not affected."""

    code = "chart_unavailable"


class RendererBusy(ChartUnavailable):
    """Too many charts are waiting to be drawn."""

    code = "renderer_busy"


class RendererSlow(ChartUnavailable):
    """A chart was given up because it took too long."""

    code = "renderer_slow"


class RendererStopped(ChartUnavailable):
    """The process that draws is not there."""

    code = "renderer_stopped"


class ChartRefused(ChartUnavailable):
    """The drawing process cannot read the specification."""

    code = "chart_refused"
