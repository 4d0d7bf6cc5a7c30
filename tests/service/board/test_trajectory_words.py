"""What a page says of a trajectory laid out towards a target."""

from __future__ import annotations

from datetime import date

from service.board.english import target_page


def test_a_trajectory_says_where_the_figure_stands_and_who_laid_it_out():
    said = target_page.trajectory(
        "3.3 points",
        behind=True,
        default=True,
        official=True,
        recorded=date(2023, 1, 1),
        citation="The department",
    )
    assert said == (
        "The newest figure is 3.3 points behind it. The gap is measured against it. "
        "Laid out on 1 January 2023. The department"
    )
    own = target_page.trajectory("", behind=False, default=False, official=False, recorded=None, citation="")
    assert own == "Illustrative: nobody published it."
