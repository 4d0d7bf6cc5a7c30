"""Writes the examples of editing anew, from a store of its own, with those of one target and one indicator.

python tests/service/api/write_editing_examples.py
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from fastapi.testclient import TestClient  # noqa: E402

from service.api.app import create_app  # noqa: E402
from service.operations.installation import open_installation  # noqa: E402
from service.operations.keys import KeyWanted, create_key  # noqa: E402
from service.security.principal import Scope  # noqa: E402
from service.settings import Settings  # noqa: E402

EXAMPLES = ROOT / "service/api/examples"
TARGET, MISSION, INDICATOR = (
    "/v1/targets/nhs-rtt92-2029",
    "/v1/missions/uk-nhs",
    "/v1/indicators/rtt_pct_within_18w",
)
OWN = "/v1/targets/nhs-rtt80-2028"
SENT = {
    "mission": "uk-nhs",
    "title": "Eight in ten within 18 weeks",
    "wording": "80% of patients will wait no longer than 18 weeks by March 2028.",
    "kind": "level",
    "indicator": "rtt_pct_within_18w",
    "area": "E92000001",
    "comparator": ">=",
    "value": 80,
    "period": "2028-03",
    "status": "live",
    "citation": "Planning guidance for 2027/28",
}
NOTE = {
    "text": "Extra clinics at weekends began in October.",
    "next_action": "Publish the plan for outpatients",
    "next_on": "2027-01-31",
}
LABELS = {
    "title": "Two words",
    "labels": [
        {"label": "likely", "words": "Likely", "verdict": "on_track", "from": 0.5},
        {"label": "unlikely", "words": "Unlikely", "verdict": "off_track", "from": 0},
    ],
}
BREAK = {
    "period": "2026-04", "kind": "coverage", "comparable": "partly",
    "explanation": "Community services are counted from here on.",
}  # fmt: skip
MILESTONE = {"period": "2028-03", "value": 80, "citation": "Planning guidance for 2027/28"}


def main() -> None:
    """Write a target, a milestone, a break, a label set and a note, take them away again, and dismiss a suspected break."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        installation = open_installation(settings, recorded=datetime.now(UTC))
        with installation.store.session() as session:
            key, _ = create_key(
                session,
                KeyWanted("Ann", Scope.EDITOR),
                at=datetime.now(UTC),
                who="command line: ann",
                why="To edit",
            )
        installation.close()
        with TestClient(create_app(settings), headers={"Authorization": f"Bearer {key.text}"}) as client:
            answers = asked(client)
    for name, answer in answers.items():
        text = json.dumps(answer, indent=1, ensure_ascii=False)
        (EXAMPLES / f"{name}.json").write_text(f"{text}\n", "utf-8")
    for name in ("listTargetNotes", "listMissionNotes"):
        (EXAMPLES / f"{name}.csv").write_bytes(answers_csv[name])


answers_csv: dict[str, bytes] = {}


def asked(client: TestClient) -> dict[str, Any]:
    """The answers, by the names of their operations."""
    found: dict[str, Any] = {
        "getTarget": client.get(TARGET).raise_for_status().json(),
        "getIndicator": _cut(client.get(INDICATOR).raise_for_status().json()),
    }

    def changed(name: str, method: str, address: str, read: str, body: dict[str, Any] | None = None) -> None:
        held = client.get(read)
        headers = {"If-Match": held.headers["ETag"]} if held.status_code == 200 else {}
        if body is None:
            answer = client.request(method, f"{address}?reason=It%20was%20withdrawn", headers=headers)
        else:
            answer = client.request(method, address, json=body, headers=headers)
        if answer.is_error:
            raise SystemExit(f"{name}: {answer.text}")
        found[name] = _cut(answer.json())

    reason = {"reason": "The planning guidance for 2027/28 says so"}
    changed("replaceTarget", "PUT", OWN, OWN, {"target": SENT, **reason})
    changed("removeTarget", "DELETE", OWN, OWN)
    changed("replaceMilestones", "PUT", f"{TARGET}/milestones", TARGET, {"milestones": [MILESTONE], **reason})
    changed(
        "replaceMilestone", "PUT", f"{TARGET}/milestones/2028-03", TARGET, {"milestone": MILESTONE, **reason}
    )
    found["listTargetMilestones"] = client.get(f"{TARGET}/milestones").raise_for_status().json()
    changed("removeOneMilestone", "DELETE", f"{TARGET}/milestones/2028-03", TARGET)
    found["listTargetVersions"] = client.get(f"{TARGET}/versions?limit=1").raise_for_status().json()
    changed("acceptBreak", "PUT", f"{INDICATOR}/breaks/2026-04", INDICATOR, {"break": BREAK, **reason})
    found["listIndicatorBreaks"] = _cut(client.get(f"{INDICATOR}/breaks").raise_for_status().json())
    found["listIndicatorVersions"] = client.get(f"{INDICATOR}/versions?limit=1").raise_for_status().json()
    changed("takeBackBreak", "DELETE", f"{INDICATOR}/breaks/2026-04", INDICATOR)
    suspected = client.get("/v1/findings?state=suspected").raise_for_status().json()["items"][0]
    answer = client.post(
        f"/v1/findings/{suspected['id']}/dismiss",
        json={"reason": "Waits fell within one month, and the publisher has changed nothing"},
        headers={"If-Match": f'"{suspected["version"]}"'},
    )
    found["dismissFinding"] = answer.raise_for_status().json()
    labels = "/v1/label-sets/two-words"
    changed("replaceLabelSet", "PUT", labels, labels, {"label_set": LABELS, **reason})
    changed("removeEditedLabelSet", "DELETE", labels, labels)
    for noun, subject in (("Target", TARGET), ("Mission", MISSION)):
        notes = f"{subject}/notes"
        answer = client.post(notes, json=NOTE)
        found[f"write{noun}Note"] = answer.raise_for_status().json()
        found[f"list{noun}Notes"] = client.get(notes).raise_for_status().json()
        answers_csv[f"list{noun}Notes"] = client.get(f"{notes}.csv").raise_for_status().content
        answer = client.put(
            f"{notes}/1",
            json={**NOTE, "text": "Extra clinics began in October.", "reason": "Shorter"},
            headers={"If-Match": answer.headers["ETag"]},
        )
        found[f"change{noun}Note"] = answer.raise_for_status().json()
        answer = client.delete(f"{notes}/1?reason=Done", headers={"If-Match": answer.headers["ETag"]})
        found[f"withdraw{noun}Note"] = answer.raise_for_status().json()
    return found


def _cut(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer with its long lists cut to a few members."""
    return {
        name: _cut(value)
        if isinstance(value, dict)
        else value[:1]
        if isinstance(value, list) and name in _LONG
        else value
        for name, value in answer.items()
    }


_LONG = ("breaks", "items", "targets")


if __name__ == "__main__":
    main()
