"""Forms as browsers send them, and what they stand for."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from service.board.english import calibration_page as words
from service.board.recalibrate_form import RecalibrateForm, read
from service.board.sent_form import fields_of, local_path


def request(body: bytes, kind: str = "application/x-www-form-urlencoded") -> Request:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}
    return Request(scope, receive)


@pytest.mark.parametrize(
    ("path", "led"),
    [
        ("/analyst?of=target:x#jobs", "/analyst?of=target:x#jobs"),
        ("//elsewhere.example/x", "/"),
        ("/\\elsewhere.example", "/"),
        ("https://elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t//elsewhere.example", "/"),
        ("/a\nSet-Cookie: x", "/"),
        ("/é", "/"),
        ("", "/"),
    ],
)
def test_only_paths_of_this_service_are_led_to(path: str, led: str) -> None:
    assert local_path(path) == led


@pytest.mark.anyio
async def test_a_form_is_read_and_nothing_else_is() -> None:
    sent = await fields_of(request(b"a=1&a=2&text=+two%0D%0Alines+&empty="))
    assert sent == {"a": "1", "text": "two\nlines", "empty": ""}
    assert await fields_of(request(b'{"a": 1}', "application/json")) == {}
    assert await fields_of(request(b"a=\xff")) == {}
    assert await fields_of(request(b"&".join(b"a%d=1" % n for n in range(300)))) == {}


def test_a_recalibration_is_read_from_its_fields() -> None:
    asked, problems = read(
        {
            "of": "target:more", "models": "grid:2, theta", "scale": "logarithmic", "spread": "tuned", "since": "2012",
            "exclude": "2020, 2021-03..2021-06", "breaks": "2015", "regressors": "jobs:3, hours", "reason": " Why ",
        }
    )  # fmt: skip
    assert problems == {}
    assert asked is not None
    assert asked.named["body.targets"] == ["more"]
    assert asked.named["body.regressors"] == ["jobs", "hours"]
    found = asked.document
    assert (found["names"], found["reason"], found["everything"]) == (["more"], "Why", False)
    assert found["choices"] == {
        "models": ["grid", "theta"], "weights": [("grid", 2.0)], "scale": "logarithmic", "since": "2012",
        "exclude": ["2020", "2021-03..2021-06"], "breaks": ["2015"], "regressors": [("jobs", 3), ("hours", 0)],
        "spread": "tuned", "seed": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("of", "", "Choose a target"),
        ("models", "grid:often", "grid:often"),
        ("models", "grid theta", "grid theta"),
        ("regressors", "jobs:soon", "jobs:soon"),
        ("scale", "cubic", "cubic"),
        ("since", "x" * 101, "too long"),
        ("reason", "", "Give a reason"),
        ("of", "target:Not An Id", "Not An Id"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(field: str, text: str, said: str) -> None:
    asked, problems = read({"of": "indicator:homes", "reason": "Why", field: text})
    assert asked is None
    assert list(problems) == [field]
    assert said in problems[field]


def test_rare_choices_are_shown_where_one_was_made() -> None:
    assert not RecalibrateForm({"models": "grid"}).more
    assert RecalibrateForm({"scale": "logarithmic"}).more
    assert RecalibrateForm({}, {"breaks": "wrong"}).more


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [(0.1, 0.2, "worse"), (-0.2, -0.1, "better"), (-0.1, 0.1, "within noise"), (None, None, "not known")],
)
def test_a_difference_is_real_where_its_range_stays_on_one_side(
    low: float | None, high: float | None, says: str
) -> None:
    assert words.verdict({"difference": 0.05, "low": low, "high": high}) == says


def test_figures_of_a_comparison_are_short() -> None:
    line = {"difference": -0.0123, "low": -0.0832, "high": 0.0587}
    assert words.difference(line) == "−0.012 (−0.083 to +0.059)"
    assert words.value("coverage_80", 0.7512) == "75%"
    assert words.value("crps", None) == ""
    assert words.chance(0.0004) == "under 0.001"
    assert words.horizons({"from": 7, "to": 12}) == "7 to 12"
