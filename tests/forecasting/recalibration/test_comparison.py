"""A challenger beside the champion: equal ones do not differ, better ones show, and choosing never sees what confirms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting.past_forecasts import Scored
from forecasting.recalibration.calibration import SHIPPED, Calibration, Spread
from forecasting.recalibration.comparison import MEASURES, Comparison, compare, split
from forecasting.recalibration.origins import PastOrigin, replay_with
from forecasting.recalibration.parts import Part
from forecasting.recalibration.rule import RULES, Decision, decide, rule_named

CLEARLY, NEVER = RULES


@pytest.fixture(scope="module")
def scored(past: list[PastOrigin]) -> Scored:
    return replay_with(past, SHIPPED, horizon=5).scored


def at(past: list[PastOrigin]) -> list[int]:
    return [one.period.ordinal for one in past]


def moved(scored: Scored, factor: float) -> Scored:
    """The same forecasts, every mean loss that much of what it was."""
    return replace(
        scored,
        crps=scored.crps * factor,
        interval_80=scored.interval_80 * factor,
        interval_95=scored.interval_95 * factor,
    )


def test_a_challenger_equal_to_the_champion_does_not_differ(past: list[PastOrigin], scored: Scored) -> None:
    found = compare(scored, scored, split(at(past), horizon=5))
    assert {line.measure for line in found.measured} == set(MEASURES)
    for line in found.measured:
        assert line.difference.value == 0, line
        assert line.champion == line.challenger
        assert line.difference.p in (None, 1.0)
        assert not line.difference.worse
    assert "the same to within 0.1%" in found.statement
    assert not decide(found, NEVER).promote


def test_the_later_half_confirms_and_nothing_it_knows_chooses(past: list[PastOrigin]) -> None:
    parts = split(at(past), horizon=5)
    places = np.array(at(past))
    first = places[parts.confirming].min()
    assert parts.confirming.sum() == len(past) // 2
    assert places[parts.choosing].max() < first
    for row in np.flatnonzero(parts.choosing):
        for ahead in range(1, 6):
            assert parts.known[row, ahead - 1] == (places[row] + ahead <= first)
    assert parts.known[parts.confirming].all()


def test_what_happens_later_cannot_move_what_was_chosen_on(past: list[PastOrigin], scored: Scored) -> None:
    parts = split(at(past), horizon=5)
    other = replace(
        scored, crps=np.where(parts.known & parts.choosing[:, None], scored.crps, scored.crps * 9)
    )
    one, two = compare(scored, scored, parts), compare(scored, other, parts)
    before, after = one.of("crps", Part.CHOOSING), two.of("crps", Part.CHOOSING)
    assert before is not None
    assert before == after


def test_a_better_one_shows_beyond_noise_and_the_number_tried_counts(
    past: list[PastOrigin], scored: Scored
) -> None:
    better = moved(scored, 0.8)
    found = compare(scored, better, split(at(past), horizon=5), tried=1)
    line = found.of("crps")
    assert line is not None
    assert line.champion is not None
    assert line.difference.value == pytest.approx(-0.2 * line.champion)
    assert line.difference.better
    assert decide(found, CLEARLY).promote
    many = compare(scored, better, split(at(past), horizon=5), tried=2000)
    again = many.of("crps")
    assert again is not None
    assert again.difference == line.difference
    assert again.p_adjusted == pytest.approx(min(1.0, 2000 * (line.difference.p or 0)))
    assert "one of 2000 challengers tried since the champion" in many.statement
    assert not decide(many, CLEARLY).promote
    assert decide(many, NEVER).promote


def test_worse_anywhere_beyond_noise_is_never_promoted(past: list[PastOrigin], scored: Scored) -> None:
    better = moved(scored, 0.8)
    spoiled = replace(better, crps=np.where(np.arange(5) == 0, scored.crps * 1.5, scored.crps * 0.7))
    found = compare(scored, spoiled, split(at(past), horizon=5))
    said = decide(found, NEVER)
    assert found.of("crps") is not None
    assert not said.promote
    assert any("1 to 2 periods ahead" in reason for reason in said.reasons)


def test_a_wider_spread_moves_coverage_and_the_distance_from_what_is_nominal(past: list[PastOrigin]) -> None:
    wide = replay_with(past, Calibration(spread=Spread(factor=4.0)), horizon=5).scored
    own = replay_with(past, SHIPPED, horizon=5).scored
    found = compare(own, wide, split(at(past), horizon=5))
    line = found.of("coverage_50")
    assert line is not None
    assert line.challenger is not None
    assert line.champion is not None
    assert line.challenger > line.champion
    assert line.difference.value == pytest.approx(abs(line.challenger - 0.5) - abs(line.champion - 0.5))
    assert found.pit_challenger[0] == 0


def test_many_series_are_drawn_whole(scored: Scored) -> None:
    """Ten series with one origin each at every moment: the noise is that of ten, not of a hundred."""
    rng = np.random.default_rng(1)
    count = len(scored)
    names = tuple(f"s{k}" for k in range(10) for _ in range(count))
    shift = np.repeat(rng.normal(0, 0.2, 10), count)[:, None]

    def tenfold(values: np.ndarray) -> np.ndarray:
        return np.concatenate([values] * 10)

    fields = {
        name: tenfold(getattr(scored, name))
        for name in (
            *("crps", "interval_80", "interval_95", "inside_50", "inside_80", "inside_95"),
            *("pit", "bias", "change_error", "said", "met", "length"),
        )
    }
    many = Scored(
        cluster=names,
        frequency_class=scored.frequency_class * 10,
        footing=scored.footing * 10,
        reasons=scored.reasons * 10,
        **fields,
    )
    other = replace(many, crps=many.crps + shift)
    found = compare(many, other, split(list(range(count)) * 10, horizon=5))
    line = found.of("crps")
    assert line is not None
    assert line.difference.method == "bootstrap"
    assert line.difference.error == pytest.approx(shift[::count].std() / np.sqrt(10), rel=0.35)


def test_figures_known_in_two_ways_are_also_compared_apart(past: list[PastOrigin], scored: Scored) -> None:
    mixed = replace(scored, footing=("pseudo_real_time",) * 12 + ("real_time",) * 4)
    found = compare(mixed, moved(mixed, 0.9), split(at(past), horizon=5))
    apart = {line.footing: line for line in found.measured if line.measure == "crps" and line.footing}
    assert {name: line.difference.count for name, line in apart.items()} == {
        "pseudo_real_time": 4,
        "real_time": 4,
    }
    whole = found.of("crps")
    assert whole is not None
    both = [line.champion for line in apart.values()]
    assert whole.champion == pytest.approx(np.mean([value for value in both if value is not None]))
    assert all(line.footing is None for line in compare(scored, scored, split(at(past), horizon=5)).measured)


def test_rules_are_known_by_name() -> None:
    assert rule_named("clearly-better") is CLEARLY
    with pytest.raises(Exception, match="never-worse") as refused:
        rule_named("better")
    assert refused.value.code == "rule_unknown"  # type: ignore[attr-defined]


def test_too_few_origins_promote_nothing(past: list[PastOrigin]) -> None:
    few = past[-6:]
    own = replay_with(few, SHIPPED, horizon=2).scored
    found: Comparison = compare(own, moved(own, 0.5), split(at(few), horizon=2))
    said: Decision = decide(found, NEVER)
    assert not said.promote
    assert "only 3 origins" in said.reasons[0]
