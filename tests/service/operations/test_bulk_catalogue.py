"""Series of the catalogue are forecast as its targets are judged: same figures, same breaks, same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.operations.bulk_catalogue import catalogue_series
from service.operations.bulk_forecast import forecast_in_bulk
from service.operations.errors import AreaUnknown, IndicatorUnknown
from service.operations.installation import Installation, open_installation
from service.operations.judging import judge_targets
from service.settings import Settings

RECORDED = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The bundled catalogue and statistics in a store of their own."""
    home: Path = tmp_path_factory.mktemp("home")
    opened = open_installation(Settings(home=home), recorded=RECORDED)
    yield opened
    opened.close()


def test_every_series_held_is_found_with_its_breaks_cut(installation: Installation) -> None:
    found = catalogue_series(installation)
    assert len({item.id for item in found}) == len(found) > 150
    cut = [item for item in found if item.prepared.cut]
    assert cut
    assert all(len(item.dense) < len(item.series.dense) for item in cut)


def test_a_forecast_is_the_one_behind_the_judgement(installation: Installation) -> None:
    judged = judge_targets(installation, recorded=RECORDED, mission="uk-nhs")
    checked = 0
    for item in judged:
        projection, series = item.assessment.projection, item.assessment.series_id
        if projection is None:
            continue
        (found,) = [s for s in catalogue_series(installation, [series.split("/")[0]]) if s.id == series]
        steps = item.assessment.evidence.horizon if item.assessment.evidence else 0
        (part,) = forecast_in_bulk([found], horizon=steps, levels=(0.1, 0.5, 0.9))
        interval = projection.eight_in_ten
        assert part.quantiles[0, -1] == pytest.approx(
            [interval.low, projection.median, interval.high], rel=1e-9
        )
        assert found.text_ahead(steps) == str(projection.period)
        checked += 1
    assert checked >= 2


def test_names_that_are_not_held(installation: Installation) -> None:
    with pytest.raises(IndicatorUnknown):
        catalogue_series(installation, ["net_additional_dwelings"])
    with pytest.raises(AreaUnknown):
        catalogue_series(installation, area="E99999999")
    some = catalogue_series(installation, ["net_additional_dwellings"], area="E92000001")
    assert [item.id for item in some] == ["net_additional_dwellings/E92000001"]
