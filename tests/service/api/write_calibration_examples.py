"""Writes the examples of calibrations anew, from a store of its own that is filled, judged and recalibrated.

python tests/service/api/write_calibration_examples.py
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
from service.operations.judging import judge_targets  # noqa: E402
from service.operations.keys import KeyWanted, create_key  # noqa: E402
from service.operations.recalibration.recalibrating import recalibrate  # noqa: E402
from service.operations.recalibration.request import Choices, Request  # noqa: E402
from service.security.principal import Scope  # noqa: E402
from service.settings import Settings  # noqa: E402

EXAMPLES = ROOT / "service/api/examples"
TARGET, INDICATOR = "uk-homes-1.5m", "net_additional_dwellings"
_SHORT = {
    "measures": 2,
    "items": 1,
    "forecasts": 2,
    "choosing": 3,
    "confirming": 3,
    "releases": 2,
    "reasons": 2,
}


def cut(value: Any, name: str = "") -> Any:
    """A value with its long lists cut to their first members."""
    if isinstance(value, dict):
        return {key: cut(member, key) for key, member in value.items()}
    if not isinstance(value, list):
        return value
    return [cut(member) for member in value[: _SHORT.get(name)]]


def main() -> None:
    """Make challengers, look at one, promote it, reject another, and roll back."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        installation = open_installation(settings, recorded=now)
        try:
            judge_targets(installation, recorded=now, targets=[TARGET])
            for models in (("grid", "theta"), ("theta",)):
                request = Request(
                    "Building may follow its recent trend", names=(TARGET,), choices=Choices(models=models)
                )
                recalibrate(installation, request, who="command line: ann", recorded=now)
            with installation.store.session() as session:
                key, _ = create_key(
                    session,
                    KeyWanted("Ann", Scope.ANALYST),
                    at=now,
                    who="command line: ann",
                    why="To recalibrate",
                )
        finally:
            installation.close()
        headers = {"Authorization": f"Bearer {key.text}"}
        with TestClient(create_app(settings), headers=headers) as client:
            answers = _asked(client)
    for name, answer in answers.items():
        text = json.dumps(cut(answer), indent=1, ensure_ascii=False)
        (EXAMPLES / f"{name}.json").write_text(f"{text}\n", "utf-8")


def _asked(client: TestClient) -> dict[str, Any]:
    def get(address: str) -> Any:
        return client.get(address).raise_for_status().json()

    def post(address: str, version: int, reason: str) -> Any:
        sent = {"If-Match": f'"{version}"'}
        return client.post(address, json={"reason": reason}, headers=sent).raise_for_status().json()

    for name, address in (
        ("listCalibrations", "/v1/calibrations"),
        ("getComparison", "/v1/calibrations/1/comparison"),
    ):
        lines = client.get(f"{address}.csv").raise_for_status().content.decode().split("\r\n")[:3]
        (EXAMPLES / f"{name}.csv").write_bytes("".join(f"{line}\r\n" for line in lines if line).encode())
    found = {
        "listCalibrations": get("/v1/calibrations"),
        "getCalibration": get("/v1/calibrations/1"),
        "getComparison": get("/v1/calibrations/1/comparison"),
        "rejectCalibration": post("/v1/calibrations/2/reject", 0, "No better on origins that chose nothing"),
    }
    found["promoteCalibration"] = post(
        "/v1/calibrations/1/promote", 0, "Better on origins that chose nothing"
    )
    back = f"/v1/indicators/{INDICATOR}/calibration/rollback"
    found["rollbackCalibration"] = post(back, 1, "The statistic was redefined")
    return found


if __name__ == "__main__":
    main()
