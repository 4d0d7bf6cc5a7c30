"""The pictures of a challenger: what they count, and that they can be drawn at any width."""

from __future__ import annotations

from typing import Any

import pytest

from service.pictures.calibrations import forecasts_picture, pit_picture, reliability_of_both


def backtest(origins: int = 8, horizons: int = 5) -> dict[str, Any]:
    def line(year: int, ahead: int) -> dict[str, Any]:
        side = {"p10": 90.0 - ahead, "p50": 100.0, "p90": 110.0 + ahead}
        return {
            "horizon": ahead, "actual": 100.0 + 20 * (ahead == horizons),
            "period": {"code": "A", "period": str(year + ahead), "label": str(year + ahead),
                       "start": f"{year + ahead}-01-01", "end": f"{year + ahead}-12-31"},
            "champion": side, "challenger": side,
        }  # fmt: skip

    items = [
        {"area": "A", "period": {"period": str(2000 + n)}, "part": "confirming", "forecasts": [line(2000 + n, h + 1) for h in range(horizons)]}
        for n in range(origins)
    ]  # fmt: skip
    tenths = [{"said": 0.05 + k / 10, "happened": k / 9, "count": 10 + k} for k in range(10)]
    both = {"champion": tenths, "challenger": tenths[:3]}
    return {"items": items, "reliability": both, "pit": {"champion": [0.1] * 10, "challenger": [0.3, *[0.0] * 8, 0.7]}}  # fmt: skip


@pytest.mark.parametrize("width", [320, 640, 1200])
def test_every_picture_is_drawn_at_any_width(width: int) -> None:
    found = backtest()
    for picture in (forecasts_picture(found, id_=1, unit="homes"), reliability_of_both(found, id_=1), pit_picture(found, id_=1)):  # fmt: skip
        spec = picture.draw(width)
        edge = spec["padding"]
        assert round(spec["width"] + edge["left"] + edge["right"]) == width
        assert picture.tables[0][0] == "/v1/calibrations/1/comparison.csv"


def test_near_middle_and_far_horizons_are_shown_for_both_sides() -> None:
    picture = forecasts_picture(backtest(), id_=1, unit="homes")
    texts = str(picture.draw(900))
    for text in ("Champion, 1 ahead", "Challenger, 3 ahead", "Champion, 5 ahead", "8 of 8 in range", "0 of 8 in range"):  # fmt: skip
        assert text in texts, text
    assert len(picture.rows) == 40
    assert set(picture.rows[0]) == set(picture.columns)


def test_without_outcomes_a_picture_says_so() -> None:
    nothing = {"items": [], "reliability": {"champion": [], "challenger": []}, "pit": {"champion": [], "challenger": []}}  # fmt: skip
    for picture in (forecasts_picture(nothing, id_=1, unit=""), reliability_of_both(nothing, id_=1), pit_picture(nothing, id_=1)):  # fmt: skip
        assert "No origin has an outcome yet" in str(picture.draw(640))
