"""What a briefing says: everything a minister asks, as the board says it, and nothing where nothing can be said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest

from service.board.case import Case
from service.board.english import notes
from service.board.gathering import case_of
from service.board.places_panel import PlacesPanel
from service.board.target_view import target_view
from service.briefing import english
from service.briefing.errors import NothingToBrief
from service.briefing.gathering import Material, running_targets
from service.briefing.making import brief
from service.briefing.note import Note, TargetSheet
from service.briefing.target_sheet import target_sheet
from service.operations.editing.editor import Editor
from service.operations.editing.notes import NoteSent, write_note
from service.operations.installation import Installation
from service.store.note_records import About
from tests.service.briefing.conftest import HOMES, MISSED, NHS, REFUSED, THEN, TODAY

COURSE = "excludes announced policy that is not yet in the data"


def sheet(installation: Installation, target: str, *, as_of: date | None = None) -> TargetSheet:
    with installation.store.read() as session:
        return brief(session, target, None, today=TODAY, as_of=as_of).note.targets[0]


def text_of(found: TargetSheet) -> dict[str, str]:
    return {passage.title: " ".join(passage.texts) for passage in found.passages}


def test_a_live_target_answers_every_question(installation: Installation) -> None:
    found = sheet(installation, NHS)
    said = text_of(found)
    assert list(said) == [english.CHANGED, english.TAKES, english.WHEN, english.WHERE, english.SURE]
    assert COURSE in found.caveat
    assert "April 2026" in said[english.CHANGED]
    assert "9.3 points a year" in said[english.TAKES]
    assert "earlier stretches" in said[english.TAKES]
    assert "For an even chance the pace would have to be" in said[english.TAKES]
    assert "8-in-10 range held" in said[english.SURE]
    assert [one.head for one in found.numbers] == [
        english.NUMBERS[k] for k in ("latest", "asked", "expected", "gap")
    ]
    assert found.sources[0].text.startswith("NHS England")
    assert found.sources[0].text.endswith("11 June 2026")


@pytest.mark.parametrize("target", [NHS, HOMES, MISSED, REFUSED])
def test_it_says_what_the_board_says(installation: Installation, target: str) -> None:
    found = sheet(installation, target)
    with installation.store.read() as session:
        case = case_of(session, target)
        assert case is not None
        assert case.assessment is not None
        view = target_view(case, today=case.assessment.as_of)
    assert found.say == view.say
    assert (found.standing.mark, found.standing.number) == (view.row.mark, view.row.number)


def test_a_total_names_the_change_of_pace_in_its_own_unit(installation: Installation) -> None:
    assert "homes a year above" in text_of(sheet(installation, HOMES))[english.TAKES]


def test_where_the_gap_is_takes_more_than_a_few_places(case_for: Callable[..., Case]) -> None:
    def said(count: int) -> str:
        places = tuple((f"Place {n}", f"{9 - n} points", f"{n} to {n + 3}") for n in range(count))
        panel = PlacesPanel("How places stand", "", (), "", places, "")
        material = Material(case_for("off"), {}, places=panel)
        return text_of(target_sheet(material, position=THEN, today=THEN, drawing=""))[english.WHERE]

    assert said(3) == english.NO_PLACES
    assert said(6).startswith(
        "Furthest short: Place 0 (9 points), Place 1 (8 points) and Place 2 (7 points)."
    )
    assert english.NOBODY_SET in said(6)


def test_the_newest_note_stands_with_its_author_and_what_is_next(installation: Installation) -> None:
    subject = "uk-growth-rhdi"

    def write(text: str, day: date, by: str) -> None:
        at = datetime.combine(day, time(9), tzinfo=UTC)
        with installation.store.session() as session:
            write_note(
                session,
                Editor(by, "key:1", at, "a note"),
                About.TARGET,
                subject,
                NoteSent(text, "Publish the plan", date(2026, 12, 1)),
            )

    write("First word.", date(2026, 3, 2), "Ann")
    write("Second word.", date(2026, 9, 1), "Bo")
    now = text_of(sheet(installation, subject))[notes.TITLE]
    assert now.startswith("Bo, 1 September 2026: Second word.")
    assert "Next: Publish the plan (by 1 December 2026)" in now
    assert english.NOTED in now
    then = text_of(sheet(installation, subject, as_of=date(2026, 6, 30)))[notes.TITLE]
    assert then.startswith("Ann, 2 March 2026: First word.")
    assert notes.TITLE not in text_of(sheet(installation, subject, as_of=date(2026, 2, 1)))


def test_figures_that_are_overdue_are_told_on_the_day_they_are(installation: Installation) -> None:
    def made(today: date) -> TargetSheet:
        with installation.store.read() as session:
            return brief(session, NHS, None, today=today).note.targets[0]

    late, fresh = made(TODAY), made(date(2026, 6, 12))
    assert "Stale: last figure April 2026" in late.standing.tags
    assert "figures for May 2026 were due by 12 July 2026" in text_of(late)[english.SURE]
    assert fresh.standing.tags == ()
    assert "due by" not in text_of(fresh)[english.SURE]
    # The position is that of the judgement, whoever reads it when.
    assert late.kicker == fresh.kicker


def test_a_missed_target_says_what_happened_and_gives_no_chance(installation: Installation) -> None:
    found = sheet(installation, MISSED)
    assert found.standing.verdict == "Missed"
    assert (found.standing.odds, found.standing.rail, found.caveat) == ("", "", "")
    assert "Missed, 14 June 2012" in text_of(found)[english.HAPPENED]
    assert found.numbers[0].value == "2.3 million children"


def test_a_refused_target_says_why(installation: Installation) -> None:
    found = sheet(installation, REFUSED)
    assert "2 comparable values" in text_of(found)[english.WHY_NOT]
    assert english.TAKES not in text_of(found)
    assert found.standing.odds == ""


def test_as_of_an_earlier_day_it_says_what_was_known_then(installation: Installation) -> None:
    now, then = sheet(installation, NHS), sheet(installation, NHS, as_of=THEN)
    assert "11 June 2025" in then.kicker
    assert then.numbers[0].more == "April 2025"
    assert now.numbers[0].more == "April 2026"
    assert text_of(then)[english.CHANGED] == english.FIRST_JUDGEMENT


def test_a_mission_stands_with_its_targets_charts_and_movements(installation: Installation) -> None:
    with installation.store.read() as session:
        found = brief(session, "uk-nhs", None, today=TODAY).note.missions[0]
    assert [group.title for group in found.groups] == [english.LIVE, english.ENDED]
    assert sum(len(group.entries) for group in found.groups) == 7
    assert len(found.charts) == 4
    assert COURSE in found.caveat
    assert any("92% within 18 weeks" in text for text in found.passages[0].texts)


def test_the_stocktake_holds_every_live_target_under_its_mission(
    installation: Installation, pack: Note
) -> None:
    with installation.store.read() as session:
        wanted = [target for _, targets in running_targets(session) for target in targets]
    assert pack.contents is not None
    assert [one.id for one in pack.targets] == wanted
    assert [one.id for group in pack.contents.groups for one in group.entries] == wanted
    assert "targets that can be judged" in pack.contents.headline


def test_a_name_nobody_knows_is_told_with_the_nearest(installation: Installation) -> None:
    with installation.store.read() as session, pytest.raises(NothingToBrief) as caught:
        brief(session, "nhs-rtt92-2028", None, today=TODAY)
    assert NHS in str(caught.value.remedy)
