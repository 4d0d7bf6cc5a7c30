"""Past origins of the catalogue's series, each to be replayed with its champion where one was promoted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from forecasting.recalibration.calibration import SHIPPED, Calibration
from forecasting.recalibration.origins import PastOrigin
from service.operations.backtest import Panel
from service.operations.backtest_catalogue import PastSeries, left_out, panel_from, past_series, stands_of
from service.operations.backtest_origins import ORIGINS, Stand
from service.operations.champions import champions_of
from service.operations.installation import Installation
from service.operations.recalibration.documents import words_of
from service.operations.recalibration.past import origin_of, series_driving


def panel_with_champions(
    installation: Installation,
    wanted: Sequence[str] = (),
    *,
    mission: str | None = None,
    horizon: int | None = None,
    origins: int = ORIGINS,
) -> Panel:
    """The past origins of the catalogue's series, those with a champion apart; the notes name them.

    Raises IndicatorUnknown or MissionUnknown.
    """
    with installation.store.read() as session:
        champions = champions_of(session)
    plain: list[Stand] = []
    own: dict[Calibration, list[PastOrigin]] = defaultdict(list)
    named: dict[Calibration, list[str]] = defaultdict(list)
    left: Counter[str] = Counter()
    for item in past_series(installation, wanted, mission=mission):
        stands, other = stands_of(installation, item, horizon=horizon, origins=origins)
        calibration = champions.of(item.entry.id, item.area)
        if calibration == SHIPPED:
            plain += stands
        else:
            own[calibration] += _origins(installation, item, stands, calibration)
            named[calibration].append(item.id)
        left.update(left_out(stands, other))
    panel = panel_from(plain, left)
    notes = tuple(
        f"With {words_of(calibration)} in place of the engine as it ships: {', '.join(ids)}"
        for calibration, ids in named.items()
    )
    apart = tuple((calibration, tuple(some)) for calibration, some in own.items())
    return replace(panel, calibrated=apart, notes=(*panel.notes, *notes))


def _origins(
    installation: Installation, item: PastSeries, stands: Sequence[Stand], calibration: Calibration
) -> list[PastOrigin]:
    drivers = series_driving(installation, item.area, calibration.regressors)
    return [origin_of(installation, stand, drivers) for stand in stands]
