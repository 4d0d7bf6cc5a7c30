"""Documents whose parts are missing or of another kind than they should be: refused in words, never a crash."""

from __future__ import annotations

import copy
import json
from collections import Counter

import pytest

from datasets.sources.errors import SourceError
from datasets.sources.registry import recognise, source_named

WRONG: tuple[object, ...] = (None, [], {}, "x", -1, 1.5, True, [[1]], {"a": 1})


def places(node, path=()):
    """Every place in a document, outermost first."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        yield (*path, key)
        if isinstance(value, (dict, list)):
            yield from places(value, (*path, key))


def changed(document, path, value, *, gone=False):
    copied = copy.deepcopy(document)
    node = copied
    for key in path[:-1]:
        node = node[key]
    if gone:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return json.dumps(copied).encode()


def read_or_refuse(source, name, data):
    """What a file holds, or the refusal; any other error fails the test."""
    try:
        return Counter(
            (item.measure, item.area, str(item.period), tuple(item.dimensions.items()), item.value)
            for item in source_named(source).read(name, data).figures()
        )
    except SourceError:
        return None


@pytest.mark.parametrize(
    ("source", "name"),
    [("ukhsa/dashboard", "ukhsa.json"), ("ons/local", "ons_local.json"), ("json-stat", "json_stat.json")],
)
def test_every_part_of_a_document_missing_or_of_another_kind(specimens, source, name):
    document = json.loads((specimens / name).read_bytes())
    refused = 0
    for path in places(document):
        for value in WRONG:
            refused += read_or_refuse(source, name, changed(document, path, value)) is None
        refused += read_or_refuse(source, name, changed(document, path, None, gone=True)) is None
    assert refused > len(WRONG)


@pytest.mark.parametrize(
    ("source", "name"),
    [("ukhsa/dashboard", "ukhsa.json"), ("ons/local", "ons_local.json"), ("json-stat", "json_stat.json")],
)
def test_the_order_of_names_and_names_that_are_new_say_nothing(specimens, source, name):
    data = (specimens / name).read_bytes()
    document = json.loads(data)
    turned = {"$schema": "x", **dict(reversed(document.items())), "note": ["new"]}
    assert read_or_refuse(source, name, json.dumps(turned).encode()) == read_or_refuse(source, name, data)


@pytest.mark.parametrize("source", ["ukhsa/dashboard", "ons/local", "json-stat", "sdmx", "pxweb"])
@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        b"{}",
        b"null",
        b"[1, 2]",
        b'"text"',
        b"{",
        b"[" * 5000,
        b"\xff\xfe{",
        b"",
        b"{}" * 9,
        b"\x00" * 40,
        b"<a/>",
        b"   ",
    ],
)
def test_other_documents(source, data):
    assert not read_or_refuse(source, "a.json", data)


def test_lines_of_an_axis_file_missing_doubled_or_cut(specimens):
    data = (specimens / "axis.px").read_bytes()
    whole = read_or_refuse("pxweb", "axis.px", data)
    lines = data.splitlines(keepends=True)
    for index in range(len(lines)):
        found = read_or_refuse("pxweb", "axis.px", b"".join(lines[:index] + lines[index + 1 :]))
        assert found is None or sorted(item[-1] or 0 for item in found) == sorted(
            item[-1] or 0 for item in whole
        )
    for cut in range(1, len(data) - 1, 3):
        found = read_or_refuse("pxweb", "axis.px", data[:cut])
        assert found is None or found == whole, cut


def test_figures_of_an_axis_file_in_the_notations_of_its_standard():
    text = (
        'CHARSET="ANSI";\nAXIS-VERSION="2013";\nCODEPAGE="utf-8";\nLANGUAGE="en";\nLANGUAGES="en","sv";\nLAST-UPDATED="20240105 09:30";\n'
        'TITLE="Work; and rest";\nTITLE[sv]="Arbete";\nCONTENTS="Persons";\nUNITS="number";\nSTUB="region","sex";\nHEADING="quarter";\n'
        'VALUES("region")="North","South";\nVALUES[sv]("region")="Norr","Söder";\nCODES("region")="N","S";\nVALUES("sex")="men","women";\n'
        'TIMEVAL("quarter")=TLIST(Q1),"20233","20234";\nVALUES("quarter")="2023Q3","2023Q4";\nNOTE="A note; with a semicolon\n";\n'
        'DATA=\n1 2\n3 ".."\n"..." -\n7.5 8;\n'
    )  # fmt: skip
    source, publication = recognise("a.px", text.encode())
    assert source.id == "pxweb"
    assert (str(publication.published), publication.title) == ("2024-01-05", "Work; and rest")
    figures = [
        (item.dimensions["region"], item.dimensions["sex"], str(item.period), item.value)
        for item in publication.figures()
    ]
    assert figures[:4] == [
        ("North", "men", "2023-Q3", 1),
        ("North", "men", "2023-Q4", 2),
        ("North", "women", "2023-Q3", 3),
        ("North", "women", "2023-Q4", None),
    ]
    assert [value for *_, value in figures[4:]] == [None, None, 7.5, 8]


def test_cubes_that_differ_in_what_the_standard_leaves_open():
    base = {
        "version": "2.0", "class": "dataset", "id": ["geo", "time"], "size": [2, 2], "role": {"time": ["time"], "geo": ["geo"]},
        "dimension": {
            "geo": {"category": {"index": {"DE": 1, "UK": 0}, "label": {"UK": "United Kingdom", "DE": "Germany"}}},
            "time": {"category": {"index": ["2022", "2023"]}},
        },
    }  # fmt: skip
    expected = {("UK", "2022", 1.0), ("UK", "2023", 2.0), ("DE", "2022", None), ("DE", "2023", 4.0)}
    shapes = {
        "list": {"value": [1, 2, None, 4]}, "sparse": {"value": {"0": 1, "1": 2, "2": None, "3": 4}},
        "text": {"value": ["1", "2", "..", "4"]}, "statuses": {"value": [1, 2, None, 4], "status": {"2": "c"}},
    }  # fmt: skip
    for how, values in shapes.items():
        publication = source_named("json-stat").read("a.json", json.dumps({**base, **values}).encode())  # type: ignore[dict-item]
        assert {(item.area, str(item.period), item.value) for item in publication.figures()} == expected, how
    for values in ([1, 2, 3], [1, 2, 3, 4, 5], {"9": 1}):
        assert read_or_refuse("json-stat", "a.json", json.dumps({**base, "value": values}).encode()) is None
