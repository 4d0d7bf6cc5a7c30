"""What a chart may be asked: how wide, on which paper, as it stood on which day."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import Query
from pydantic import Field

from service.api.errors import Fault, ParametersInvalid
from service.api.queries import AreaCode, Day, Question, ReliabilityQuestion
from service.charts.sheet import NARROWEST, WIDEST
from service.charts.theme import Theme

USUAL_WIDTH = 640
USUAL_SCALE = 2.0


class ChartTheme(StrEnum):
    """The papers a chart may be drawn on."""

    LIGHT = "light"
    DARK = "dark"
    PRINT = "print"
    AUTO = "auto"

    @property
    def theme(self) -> Theme:
        """The theme of the specification."""
        return Theme.PAGE if self is ChartTheme.AUTO else Theme(self.value)


class Looks(Question):
    """How a chart is to look."""

    width: int = Field(
        default=USUAL_WIDTH,
        ge=NARROWEST,
        le=WIDEST,
        description="Width in pixels. The layout changes with it; letters keep their size.",
        examples=[640],
    )
    theme: ChartTheme = Field(
        default=ChartTheme.LIGHT,
        description="The paper it stands on: light, dark, or white for printing. An SVG with `auto` has the light and "
        "the dark one and shows the one its reader prefers.",
    )
    scale: float | None = Field(
        default=None, ge=1, le=4, description="Pixels of a PNG for each pixel of the width; 2 without it."
    )

    def check(self, *, png: bool, svg: bool) -> None:
        """Refuse what has no meaning in the format asked for. Raises ParametersInvalid."""
        if self.theme is ChartTheme.AUTO and not svg:
            message = "“theme=auto” is for SVG; a PNG or a specification has one paper."
            raise ParametersInvalid(
                message, faults=(Fault("contradiction", message, "query.theme", "Ask for light or dark."),)
            )
        if self.scale is not None and not png:
            message = "“scale” is for PNG; an SVG or a specification has no pixels of its own."
            raise ParametersInvalid(
                message, faults=(Fault("contradiction", message, "query.scale", "Leave it out."),)
            )


class ChartQuestion(Looks):
    """A chart of a target, as it stood on a day."""

    as_of: Day = None


class AreaChartQuestion(Looks):
    """A chart of an indicator in one area."""

    area: AreaCode | None = Field(
        default=None, description="The area. Without it, the one whose figures were revised most often."
    )


class AreasChartQuestion(ChartQuestion):
    """A page of small charts, one an area."""

    page: int = Field(default=1, ge=1, le=10_000, description="Which page of areas; twelve stand on each.")


class ReliabilityChartQuestion(Looks, ReliabilityQuestion):
    """The diagram of a part of the record."""


Chart = Annotated[ChartQuestion, Query()]
AreaChart = Annotated[AreaChartQuestion, Query()]
AreasChart = Annotated[AreasChartQuestion, Query()]
ReliabilityChart = Annotated[ReliabilityChartQuestion, Query()]
