"""Reading periods: every notation, the ambiguous and the unreadable, each with its remedy."""

from __future__ import annotations

import pytest

from forecasting.errors import PeriodAmbiguous, PeriodUnreadable
from forecasting.frequency import Frequency
from forecasting.periods import Period


@pytest.mark.parametrize(
    ("text", "frequency"),
    [
        ("2024", "A"),
        ("2024-Q1", "Q"),
        ("2024-03", "M"),
        ("2011-12", "M"),
        ("2024-W05", "W"),
        ("2021-02-14", "D"),
        ("YE-2024-06", "YE-Q"),
        ("2021/22-2023/24", "A3"),
        ("2018-2022", "A5"),
    ],
)
def test_most_notations_name_their_own_frequency(text: str, frequency: str) -> None:
    period = Period.parse(text)
    assert period.frequency == frequency
    assert str(period) == text


@pytest.mark.parametrize(
    ("text", "frequency", "canonical"),
    [
        ("2024/2025", "FY", "2024/25"),
        ("2024-25", "FY", "2024/25"),
        ("2024-2025", "AY", "2024/25"),
        ("1999/2000", "FY", "1999/00"),
        ("2024 Q3", None, "2024-Q3"),
        ("2024Q3", None, "2024-Q3"),
        ("2024W05", None, "2024-W05"),
        ("YE 2024-06", None, "YE-2024-06"),
        ("2021/2022-2023/2024", None, "2021/22-2023/24"),
        ("  2024-03 ", None, "2024-03"),
    ],
)
def test_other_spellings_are_read_and_written_in_one_way(
    text: str, frequency: str | None, canonical: str
) -> None:
    assert str(Period.parse(text, frequency)) == canonical


@pytest.mark.parametrize("text", ["2024/25", "2024-25", "2024/2025", "2024-2025", "1999/00"])
def test_a_split_year_alone_may_be_financial_or_academic(text: str) -> None:
    with pytest.raises(PeriodAmbiguous) as caught:
        Period.parse(text)
    assert caught.value.field == "period"
    assert caught.value.value == text
    assert "FY" in (caught.value.remedy or "")
    assert "AY" in (caught.value.remedy or "")


@pytest.mark.parametrize(
    "text",
    [
        "", "next year", "24", "2024-13", "2024-00", "2024-Q5", "2024-W54", "2023-W53", "2024-02-30", "2024-2-3",
        "2024/26", "2024/0025", "1999/0000", "2024/23", "2018-2021", "2022-2018", "YE-2024-05", "2021/22-2022/23",
        "2021/22-2024/25", "0000", "0000-01", "2024-03-31T00:00", "2024.0", "\uff12\uff10\uff12\uff14", "2024\n2025",
    ],
)  # fmt: skip
def test_what_no_rule_reads_is_refused_with_examples(text: str) -> None:
    with pytest.raises(PeriodUnreadable) as caught:
        Period.parse(text)
    assert "2024-Q1" in (caught.value.remedy or "")


@pytest.mark.parametrize("frequency", list(Frequency))
def test_a_named_frequency_refuses_other_notations_and_shows_its_own(frequency: Frequency) -> None:
    with pytest.raises(PeriodUnreadable) as caught:
        Period.parse("nonsense", frequency)
    example = (caught.value.remedy or "").removeprefix("Write it like ").removesuffix(".")
    assert str(Period.parse(example, frequency)) == example


def test_an_unknown_frequency_is_refused_with_the_known_ones() -> None:
    with pytest.raises(PeriodUnreadable) as caught:
        Period.parse("2024", "annual")
    assert caught.value.field == "frequency"
    assert "YE-Q" in (caught.value.remedy or "")


def test_a_bare_date_is_a_day_and_a_point_only_when_said() -> None:
    assert Period.parse("2024-03-31").frequency is Frequency.DAY
    assert Period.parse("2024-03-31", "POINT").anchor == (3, 31)
    assert Period.parse("2024", "POINT").anchor is None
