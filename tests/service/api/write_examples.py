"""Writes the examples of the documentation anew, from a store that is filled and judged.

    HEADWAY_HOME=folder python tests/service/api/write_examples.py

Long lists are cut to a few members; nothing else is changed. A test checks the examples against the schemas.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from fastapi.testclient import TestClient  # noqa: E402

from service.api.app import create_app  # noqa: E402
from service.settings import load_settings  # noqa: E402

EXAMPLES = ROOT / "service/api/examples"
_SHORT = {"items": 1, "forecasts": 2, "targets": 1, "indicators": 1, "by_period": 2, "breaks": 1, "yardsticks": 3, "rows": 2, "revisions": 2, "triangle": 1, "expected": 2,
    "target_metadata": 2, "optional": 3, "by_age": 2, "holds": 2, "ways": 3, "groups": 2, "comparisons": 1, "places": 3,
}  # fmt: skip
_COLUMNS = ("mission_id", "target_id", "title", "value", "probability")
_ENDS = ("track", "points", "course", "model_tasks")
ADDRESSES = {
    "getIndex": "/v1",
    "listMissions": "/v1/missions?",
    "getMission": "/v1/missions/uk-nhs",
    "listIndicators": "/v1/indicators?mission=uk-nhs&limit=1",
    "getIndicator": "/v1/indicators/rtt_pct_within_18w",
    "listObservations": "/v1/indicators/rtt_pct_within_18w/observations?as_of=2025-06-30&limit=1",
    "listAreas": "/v1/areas?limit=1",
    "getArea": "/v1/areas/E92000001",
    "listRevisions": "/v1/indicators/rtt_pct_within_18w/revisions?",
    "listReleases": "/v1/releases?publisher=NHS%20England&limit=1",
    "getRelease": "/v1/releases/{release}",
    "listReleaseChanges": "/v1/releases/{release}/changes?limit=1",
    "listSources": "/v1/sources?limit=1",
    "getSource": "/v1/sources/nhs-england/rtt",
    "listExpected": "/v1/calendar?limit=1",
    "listTargets": "/v1/targets?verdict=off_track&sort=probability&limit=1",
    "getTarget": "/v1/targets/nhs-rtt92-2029",
    "getAssessment": "/v1/targets/nhs-rtt92-2029/assessment",
    "getTrajectory": "/v1/targets/nhs-rtt92-2029/trajectory",
    "getTrajectoryRows": "/v1/targets/nhs-rtt92-2029/trajectory/rows",
    "getTrajectoryLong": "/v1/targets/nhs-rtt92-2029/trajectory/long?from=2026-01-01",
    "getGap": "/v1/targets/nhs-rtt92-2029/gap",
    "listMilestones": "/v1/milestones?limit=1",
    "listBreaks": "/v1/breaks?limit=1",
    "listFindings": "/v1/findings?limit=1",
    "getTargetAreas": "/v1/targets/uk-homes-1.5m/areas?",
    "getYardsticks": "/v1/targets/nhs-rtt92-2029/yardsticks",
    "getChanges": "/v1/targets/nhs-rtt92-2029/changes",
    "getWhatIf": "/v1/targets/nhs-rtt92-2029/what-if?scenario=policy&effect=20&from=2027&ramp=2&low=10&high=30",
    "listAssessments": "/v1/assessments?mission=uk-nhs&limit=1",
    "getTargetBacktest": "/v1/targets/nhs-rtt92-2029/backtest?",
    "listReliability": "/v1/reliability?frequency_class=yearly&length=12&horizon=3",
    "getTrackRecord": "/v1/track-record?",
    "listCalls": "/v1/track-record/calls?limit=1",
    "listWords": "/v1/track-record/words?target=uk-cb3&limit=1",
    "listLabelSets": "/v1/label-sets?",
    "getLabelSet": "/v1/label-sets/v1",
    "listLicences": "/v1/licences?",
    "listForecasts": "/v1/forecasts?indicator=rtt_pct_within_18w&limit=1",
    "getForecast": "/v1/forecasts/rtt_pct_within_18w/E92000001",
    "getHubTasks": "/v1/hub/hub-config/tasks.json",
    "getHubAdmin": "/v1/hub/hub-config/admin.json",
    "getLiveness": "/health/live",
    "getReadiness": "/health/ready",
}

TABLES = {
    "getAllAssessments.csv": "/v1/bulk/assessments.csv?mission=uk-nhs",
    "getAllTrajectories.csv": "/v1/bulk/trajectories.csv?mission=uk-nhs",
    "listAssessments.hubverse.csv": "/v1/assessments.hubverse.csv?origin_date=2026-06-11",
    "getAllObservations.csv": "/v1/bulk/indicators/rtt_pct_within_18w/observations.csv",
}
POSTED = {
    "proposeTargets": ("/v1/proposals", {"indicator": "rtt_pct_within_18w", "by": "2029-03", "value": 92}),
    "assessDraftTarget": (
        "/v1/targets/draft/assess",
        {"indicator": "rtt_pct_within_18w", "kind": "level", "value": 75, "by": "2029-03"},
    ),
    "askWhatIf": (
        "/v1/targets/nhs-rtt92-2029/what-if",
        {"scenarios": [{"scenario": "pace", "name": "Twice as fast", "effect": 4.5, "from": "2027"}]},
    ),
}


def cut(value: Any, name: str = "") -> Any:
    """A value with its long lists cut: some to their first members, those of a chart to first, middle and last."""
    if isinstance(value, dict):
        return {key: cut(member, key) for key, member in value.items()}
    if not isinstance(value, list):
        return value
    if name in _ENDS and len(value) > 3:
        value = [value[0], value[len(value) // 2], value[-1]]
    return [cut(member) for member in value[: _SHORT.get(name)]]


def cut_structures(message: bytes) -> bytes:
    """A structure message with the first codes of each list."""
    root = ElementTree.fromstring(message)
    for element in root.iter():
        codes = [one for one in element if one.tag.endswith("}Code")]
        for code in codes[2:]:
            element.remove(code)
    ElementTree.indent(root, " ")
    return bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def write_table(client: TestClient, file: Path, address: str) -> None:
    """Keep the first lines of a table and its last."""
    table = client.get(address).raise_for_status().content.decode()
    lines = table.split("\r\n")[:-1]
    chosen = [*lines[:3], lines[-1]] if len(lines) > 4 else lines
    file.write_bytes("".join(f"{line}\r\n" for line in chosen).encode())


def main() -> None:
    """Ask a running application for every example."""
    with TestClient(create_app(load_settings())) as client:
        newest = client.get("/v1/releases?indicator=rtt_pct_within_18w&limit=1").raise_for_status().json()
        for name, asked in ADDRESSES.items():
            address = asked.replace("{release}", newest["items"][0]["id"])
            answer = client.get(address).raise_for_status().json()
            if isinstance(answer, list):
                answer = [answer[0], answer[-1]]
            text = json.dumps(cut(answer), indent=1, ensure_ascii=False)
            (EXAMPLES / f"{name}.json").write_text(f"{text}\n", "utf-8")
            path, _, query = address.partition("?")
            kept = "&".join(part for part in query.split("&") if part and not part.startswith("limit="))
            for file in {*EXAMPLES.glob(f"{name}.*csv")} - {EXAMPLES / table for table in TABLES}:
                write_table(client, file, f"{path}{file.name.removeprefix(name)}?{kept}")
        for name, address in TABLES.items():
            write_table(client, EXAMPLES / name, address)
        metadata = client.get("/v1/targets.csv-metadata.json").raise_for_status().json()
        metadata["tableSchema"]["columns"] = [
            column for column in metadata["tableSchema"]["columns"] if column["name"] in _COLUMNS
        ]
        for long in ("dc:source", "dc:license"):
            metadata[long] = metadata[long][:1]
        text = json.dumps(metadata, indent=1, ensure_ascii=False)
        (EXAMPLES / "listTargets.csv-metadata.json").write_text(f"{text}\n", "utf-8")
        (EXAMPLES / "getStructures.xml").write_bytes(
            cut_structures(client.get("/v1/structures").raise_for_status().content)
        )
        for name, (address, body) in POSTED.items():
            answer = client.post(address, json=body).raise_for_status().json()
            text = json.dumps(cut(answer), indent=1, ensure_ascii=False)
            (EXAMPLES / f"{name}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
