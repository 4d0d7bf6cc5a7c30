"""Writes the examples of jobs anew, from a store that is filled and judged, with a worker that does them.

HEADWAY_HOME=folder python tests/service/api/write_job_examples.py
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from fastapi.testclient import TestClient  # noqa: E402

from service.api.app import create_app  # noqa: E402
from service.operations.keys import KeyWanted, create_key  # noqa: E402
from service.security.principal import Scope  # noqa: E402
from service.settings import load_settings  # noqa: E402
from service.store import open_store  # noqa: E402

EXAMPLES = ROOT / "service/api/examples"
RECALIBRATION = {
    "targets": ["nhs-rtt92-2029"],
    "models": ["grid", "theta"],
    "reason": "Do two models together do better?",
}


def main() -> None:
    """Begin a recalibration and a reassessment, have them done, look at them, and stop another."""
    settings = load_settings()
    with open_store(settings.store_url) as store, store.session() as session:
        wanted = KeyWanted("Ann", Scope.ANALYST)
        key, _ = create_key(session, wanted, at=datetime.now(UTC), who="command line: ann", why="To try it")
    with TestClient(create_app(settings), headers={"Authorization": f"Bearer {key.text}"}) as client:
        begun = client.post("/v1/recalibrations", json=RECALIBRATION).raise_for_status().json()
        again = (
            client.post("/v1/reassessments", json={"changed": True, "reason": "New figures"})
            .raise_for_status()
            .json()
        )
        stopped = (
            client.post("/v1/reassessments", json={"reason": "To see it stop"}).raise_for_status().json()
        )
        cancelled = client.post(f"{stopped['links']['self']}/cancel", json={"reason": "Begun by mistake"})
        command = [sys.executable, "-m", "service.cli", "worker", "--once", "--concurrency", "1"]
        subprocess.run(command, check=True, timeout=300, cwd=ROOT)
        shown = client.get(begun["links"]["self"]).raise_for_status().json()
        followed = client.get(begun["links"]["events"]).raise_for_status().text
        listed = client.get("/v1/jobs?limit=1").raise_for_status().json()
    answers = {
        "beginRecalibration": begun,
        "beginReassessment": again,
        "cancelJob": cancelled.raise_for_status().json(),
        "getJob": shown,
        "listJobs": listed,
    }
    for name, answer in answers.items():
        text = json.dumps(answer, indent=1, ensure_ascii=False)
        (EXAMPLES / f"{name}.json").write_text(f"{text}\n", "utf-8")
    (EXAMPLES / "followJob.events").write_text(followed, "utf-8")


if __name__ == "__main__":
    main()
