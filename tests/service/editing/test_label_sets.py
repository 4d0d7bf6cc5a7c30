"""Label sets of editors: a version for each change, everything wrong at once, left alone by a sync."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from forecasting.labels import standard
from service.operations.editing.label_problems import label_problems
from service.store import Store
from service.store.owners import BUNDLED
from service.store.reads.label_sets import label_sets, versions_of
from service.store.writes.label_sets import save_label_sets
from tests.service.editing.conftest import MORNING

WHY = {"reason": "The board asked for two words"}
MINE = "/v1/label-sets/mine"
SENT: dict[str, Any] = {
    "title": "Two words",
    "labels": [
        {"label": "likely", "words": "Likely", "verdict": "on_track", "from": 0.5},
        {"label": "unlikely", "words": "Unlikely", "verdict": "off_track", "from": 0},
    ],
}


def put(client: TestClient, tag: str | None, **fields: Any) -> Any:
    headers = {} if tag is None else {"If-Match": tag}
    return client.put(MINE, json={**WHY, "label_set": {**SENT, **fields}}, headers=headers)


def test_a_set_has_versions_and_a_sync_leaves_it_alone(editor: TestClient, store: Store) -> None:
    first = put(editor, None)
    assert first.status_code == 201, first.text
    assert (first.json()["version"], first.json()["label_set"]["owner"]) == ("mine-1", "editor")
    assert put(editor, None, title="Other").status_code == 428
    second = put(editor, first.headers["etag"], title="Other", version=1)
    assert (second.status_code, second.json()["version"]) == (200, "mine-2")
    assert put(editor, first.headers["etag"], title="More").status_code == 412
    assert put(editor, second.headers["etag"], title="Other").json()["version"] == "mine-2"
    with store.session() as session:
        save_label_sets(session, [(BUNDLED, standard())], recorded=MORNING)
        assert [one.labels.id for one in label_sets(session)] == ["v1", "mine"]
        assert [(one.labels.version, one.in_force) for one in versions_of(session, "mine")] == [
            (2, True),
            (1, False),
        ]
    labelled = editor.get("/v1/assessments?label_set=mine")
    assert labelled.status_code == 200
    gone = editor.delete(f"{MINE}?reason=Enough", headers={"If-Match": editor.get(MINE).headers["etag"]})
    assert gone.status_code == 200, gone.text
    assert gone.json()["label_set"] is None
    assert "mine" not in {one["id"] for one in editor.get("/v1/label-sets").json()["items"]}
    assert put(editor, None).json()["version"] == "mine-3", "a number is never given twice"


def test_an_editors_set_counts_before_that_of_a_folder(editor: TestClient, store: Store) -> None:
    from forecasting.labels import label_set_of

    theirs = label_set_of({**SENT, "id": "mine", "version": 1, "title": "Theirs"})
    with store.session() as session:
        save_label_sets(session, [(BUNDLED, standard()), ("folder:own", theirs)], recorded=MORNING)
    changed = put(editor, editor.get(MINE).headers["etag"])
    assert changed.status_code == 200, changed.text
    assert editor.get(MINE).json()["title"] == "Two words"
    editor.delete(f"{MINE}?reason=x", headers={"If-Match": changed.headers["etag"]})
    assert editor.get(MINE).json()["title"] == "Theirs"


def test_what_comes_with_the_code_stays(editor: TestClient) -> None:
    headers = {"If-Match": "*"}
    answer = editor.put("/v1/label-sets/v1", json={**WHY, "label_set": SENT}, headers=headers)
    assert [one["code"] for one in answer.json()["errors"]] == ["id_reserved"]
    assert editor.delete("/v1/label-sets/v1?reason=x", headers=headers).json()["code"] == "nothing_edited"


def test_everything_wrong_is_said_at_once(editor: TestClient) -> None:
    labels = [
        {"label": "A b", "words": "", "verdict": "met", "from": 2},
        {"label": "low", "words": "Low", "verdict": "off_track", "from": "x"},
    ]
    answer = put(editor, None, title="", telling_margin=3, labels=labels, more=1)
    assert answer.status_code == 422
    assert {one["path"] for one in answer.json()["errors"]} == {
        "body.label_set.more", "body.label_set.title", "body.label_set.telling_margin",
        "body.label_set.labels.0.label", "body.label_set.labels.0.words", "body.label_set.labels.0.verdict",
        "body.label_set.labels.0.from", "body.label_set.labels.1.from",
    }  # fmt: skip


@pytest.mark.parametrize(
    "labels",
    [
        None,
        [],
        [1, 2],
        [SENT["labels"][1], SENT["labels"][0]],
        [SENT["labels"][0]] * 2,
        [{**SENT["labels"][0], "from": 0.123}, SENT["labels"][1]],
    ],
)
def test_labels_that_make_no_set_are_refused(labels: object) -> None:
    assert list(label_problems({**SENT, "id": "mine", "version": 1, "labels": labels}))
