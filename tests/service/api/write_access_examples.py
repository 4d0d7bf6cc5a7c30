"""Writes the examples of keys and of the audit anew, from a store of its own.

python tests/service/api/write_access_examples.py
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from fastapi.testclient import TestClient  # noqa: E402

from service.api.app import create_app  # noqa: E402
from service.operations.keys import KeyWanted, create_key  # noqa: E402
from service.security.principal import Scope  # noqa: E402
from service.settings import Settings  # noqa: E402
from service.store import open_store  # noqa: E402

EXAMPLES = ROOT / "service/api/examples"
SENT = {
    "name": "Dashboard of the NHS team", "scope": "read", "expires_at": "2099-01-01T00:00:00Z",
    "reason": "The dashboard reads every minute",
}  # fmt: skip


def main() -> None:
    """Make a key, look at it, take it back, and read the audit."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        with open_store(settings.store_url) as store, store.session() as session:
            wanted = KeyWanted("Ann", Scope.ADMIN)
            admin, _ = create_key(
                session, wanted, at=datetime.now(UTC), who="command line: ann", why="To run the service"
            )
        with TestClient(create_app(settings), headers={"Authorization": f"Bearer {admin.text}"}) as client:
            made = client.post("/v1/keys", json=SENT).raise_for_status().json()
            own = made["links"]["self"]
            held = client.get(own).raise_for_status()
            match = {"If-Match": held.headers["ETag"]}
            listed = client.get("/v1/keys").raise_for_status().json()
            back = client.delete(f"{own}?reason=The%20dashboard%20was%20closed", headers=match)
            lines = client.get("/v1/audit?limit=2").raise_for_status().json()
    answers = {
        "createApiKey": made | {"key": f"hw_{made['id']}_…"},
        "getKey": held.json(),
        "listKeys": listed | {"items": listed["items"][:1]},
        "revokeApiKey": back.raise_for_status().json(),
        "listAudit": lines,
    }
    for name, answer in answers.items():
        text = json.dumps(answer, indent=1, ensure_ascii=False)
        (EXAMPLES / f"{name}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
