"""Labels find the place where they cover least."""

from __future__ import annotations

from service.charts.labels import Box, around, best, place, sampled

FRAME = Box(0, 0, 400, 300)


def test_a_label_leaves_the_side_on_which_a_line_runs() -> None:
    above = sampled([(100.0, 130.0), (300.0, 130.0)])
    found = best(around(200, 150, lines=["64.9%"], size=12), lines=above, taken=(), frame=FRAME)
    assert found.y > 150
    assert not any(found.box.holds(point) for point in above)


def test_a_label_never_stands_on_another_where_there_is_room() -> None:
    other = place(200, 130, align="center", lines=["70% by March 2027"], size=12).box
    found = best(around(200, 150, lines=["64.9%"], size=12), lines=(), taken=[other], frame=FRAME)
    assert not found.box.meets(other)


def test_a_label_stays_inside_the_drawing() -> None:
    found = best(around(398, 2, lines=["a long label"], size=12), lines=(), taken=(), frame=FRAME)
    assert found.box.within(FRAME)


def test_of_equal_places_the_first_is_taken() -> None:
    places = around(200, 150, lines=["x"], size=12)
    assert best(places, lines=(), taken=(), frame=FRAME) is places[0]
