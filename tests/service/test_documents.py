"""Documents: what is written comes back, the same thing always gives the same bytes."""

from __future__ import annotations

import dataclasses
import json
import math
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.catalogue.entries import IndicatorEntry, MissionEntry, TargetEntry
from forecasting.assessment import Assessment, Attainment, Evidence, Knowledge, Projection, Range, TrackPoint
from forecasting.findings import Finding, FindingCode
from forecasting.frequency import Frequency
from forecasting.indicators import Indicator
from forecasting.periods import Period
from forecasting.targets import Kind, Target
from forecasting.verdicts import Likelihood, Verdict, likelihood
from service.documents import (
    DocumentUnreadable,
    DocumentUnsupported,
    digest,
    dumps,
    from_document,
    period_from_document,
    to_document,
)

YEAR_2024 = Period.parse("2024/25", Frequency.FINANCIAL_YEAR)
KINDS = [Assessment, TargetEntry, IndicatorEntry, MissionEntry, Target, Indicator]

days = st.dates(date(1800, 1, 1), date(2200, 12, 31))
periods = st.builds(Period.containing, days, st.sampled_from(Frequency)) | st.builds(
    lambda year: Period(Frequency.POINT, year), st.integers(1800, 2200)
)
texts = st.text(st.characters(codec="utf-8"), max_size=8)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Anything a field of this type may hold."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return st.one_of(*(values(argument) for argument in arguments))
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return st.lists(values(arguments[0]), max_size=3).map(tuple)
        return st.tuples(*(values(argument) for argument in arguments))
    if origin in (dict, Mapping):
        return st.dictionaries(values(arguments[0]), values(arguments[1]), max_size=3)
    if hint is Period:
        return periods
    if dataclasses.is_dataclass(hint):
        return instances(hint)
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    plain = {
        str: texts,
        int: st.integers(),
        bool: st.booleans(),
        float: st.floats(allow_nan=False, allow_infinity=False),
        date: days,
        types.NoneType: st.none(),
    }
    return plain[hint]


def instances(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{part.name: values(hints[part.name]) for part in dataclasses.fields(kind)})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_what_is_written_comes_back(kind: type, data: st.DataObject) -> None:
    thing = data.draw(instances(kind))
    written = dumps(to_document(thing))
    back: Any = from_document(kind, json.loads(written))
    assert back == thing
    assert dumps(to_document(back)) == written
    assert digest(to_document(back)) == digest(to_document(thing))


@given(period=periods)
def test_a_period_comes_back(period: Period) -> None:
    document = to_document(period)
    assert period_from_document(document) == period
    assert list(document) == ["code", "period", "label", "start", "end"]
    assert (document["start"], document["end"]) == (period.start.isoformat(), period.end.isoformat())


def test_the_form_of_a_document() -> None:
    given_ = Assessment(
        "uk-homes", Kind.CUMULATIVE_SUM, "dwellings", date(2025, 11, 27), Verdict.OFF_TRACK,
        key="k", probability=0.07, likelihood=likelihood(0.07),
        projection=Projection(YEAR_2024, math.nan, Range(1, 2), Range(0.5, 2.5), Range(0, math.inf)),
        attainment=Attainment(YEAR_2024 + 9, 0.4, {0.5: YEAR_2024 + 7, 0.1: YEAR_2024 + 1, 0.9: None}, ((YEAR_2024, 0.0),)),
        findings=(Finding(FindingCode.PROVISIONAL, "The newest value is provisional."),),
        evidence=Evidence(Knowledge.CURRENT, ("a", "b"), seed=2**64 - 1),
    )  # fmt: skip
    document = to_document(given_)
    assert list(document) == [part.name for part in dataclasses.fields(Assessment)]
    assert document["kind"] == "cumulative_sum"
    assert document["as_of"] == "2025-11-27"
    assert document["verdict"] == "off_track"
    assert document["likelihood"] == {"term": "remote_chance", "in_gap": True, "title": "remote chance"}
    assert document["projection"]["period"] == {
        "code": "FY", "period": "2024/25", "label": "2024/25", "start": "2024-04-01", "end": "2025-03-31",
    }  # fmt: skip
    assert document["projection"]["median"] is None
    assert document["projection"]["half"] == {"low": 1, "high": 2}
    assert document["projection"]["nineteen_in_twenty"] == {"low": 0, "high": None}
    assert list(document["attainment"]["quantiles"]) == ["0.1", "0.5", "0.9"]
    assert document["attainment"]["by_period"] == [[to_document(YEAR_2024), 0.0]]
    assert document["findings"] == [
        {"code": "provisional", "message": "The newest value is provisional.", "severity": "info"}
    ]
    assert document["evidence"]["seed"] == 2**64 - 1
    assert document["gap_now"] is None
    assert document["track"] == []


def test_the_order_in_which_a_mapping_was_made_does_not_show() -> None:
    early, late = {0.1: YEAR_2024, 0.9: None}, {0.9: None, 0.1: YEAR_2024}
    one, two = Attainment(YEAR_2024, 0.1, early), Attainment(YEAR_2024, 0.1, late)
    assert dumps(to_document(one)) == dumps(to_document(two))


def test_a_fingerprint_is_that_of_the_content() -> None:
    assert digest({"a": 1, "b": [None, "é"]}) == digest({"b": [None, "é"], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
    assert digest({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad808"
    assert len(digest({})) == 32


def test_bytes_are_compact_utf8() -> None:
    assert dumps({"title": "Homes – é", "n": 1.5}) == '{"title":"Homes – é","n":1.5}'.encode()


def test_a_document_may_be_changed_without_harm() -> None:
    to_document(YEAR_2024)["label"] = "spoilt"
    assert to_document(YEAR_2024)["label"] == "2024/25"


def test_numbers_of_numpy_are_plain_numbers() -> None:
    written = dumps(
        to_document(
            {
                "float": np.float64(1.5),
                "nan": np.float32("nan"),
                "int": np.int64(3),
                "bool": np.bool_(True),
                "array": np.array([[1.0, np.nan], [np.inf, 4.0]]),
            }
        )
    )
    assert json.loads(written) == {
        "array": [[1.0, None], [None, 4.0]],
        "bool": True,
        "float": 1.5,
        "int": 3,
        "nan": None,
    }


def test_an_instant() -> None:
    instant = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert to_document(instant) == "2026-11-24T09:30:00+00:00"
    assert from_document(datetime, "2026-11-24T09:30:00+00:00") == instant


def test_a_missing_number_that_must_be_one_is_not_a_number() -> None:
    assert math.isnan(from_document(Range, {"low": None, "high": 2.0}).low)


@dataclass(frozen=True)
class Older:
    """What an earlier version of the code knew."""

    a: int


@dataclass(frozen=True)
class Newer:
    """What a later one knows."""

    a: int
    b: tuple[str, ...] = ()
    c: dict[int, list[float]] = field(default_factory=dict)


def test_documents_outlive_versions_of_the_code() -> None:
    assert from_document(Newer, to_document(Older(1))) == Newer(1)
    assert from_document(Older, to_document(Newer(1, ("x",)))) == Older(1)
    assert from_document(Newer, to_document(Newer(1, ("x",), {7: [1.5]}))) == Newer(1, ("x",), {7: [1.5]})


@pytest.mark.parametrize(
    "thing", [object(), {1, 2}, b"bytes", {(1, 2): 3}, Older], ids=lambda thing: type(thing).__name__
)
def test_what_has_no_form_as_a_document(thing: object) -> None:
    with pytest.raises(DocumentUnsupported):
        to_document(thing)


@dataclass(frozen=True)
class Ambiguous:
    """A field that may be several things."""

    x: int | str


def test_a_field_of_several_types_cannot_be_read() -> None:
    with pytest.raises(DocumentUnsupported, match="several things"):
        from_document(Ambiguous, {"x": 1})
    with pytest.raises(DocumentUnsupported):
        from_document(complex, 1)


@pytest.mark.parametrize(
    ("kind", "document", "at"),
    [
        (Older, {}, None),
        (Older, [1], None),
        (Older, {"a": "1"}, "a"),
        (Older, {"a": None}, "a"),
        (Older, {"a": True}, "a"),
        (Newer, {"a": 1, "b": 5}, "b"),
        (Newer, {"a": 1, "b": [5]}, "b"),
        (Newer, {"a": 1, "c": {"x": []}}, "c"),
        (Range, {"low": "much", "high": 1}, "low"),
        (Likelihood, {"term": 5}, "term"),
        (Projection, {"period": {"code": "FY"}}, "period"),
        (Projection, {"period": {"code": "FY", "period": 7}}, "period"),
        (Projection, {"period": "2024/25"}, "period"),
        (TrackPoint, {"period": {"code": "Q", "period": "2024/25"}}, "period"),
        (Finding, {"code": "news", "message": "?"}, "code"),
        (Assessment, {"findings": [{"code": "news"}]}, "findings.code"),
        (Evidence, {"knowledge": None}, "knowledge"),
        (date, "24 November 2026", None),
        (date, 5, None),
    ],
)
def test_what_a_document_does_not_hold(kind: type, document: Any, at: str | None) -> None:
    with pytest.raises(DocumentUnreadable) as caught:
        from_document(kind, document)
    if at is not None:
        assert caught.value.field == at
