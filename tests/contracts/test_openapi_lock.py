"""What clients rest on stays: every address, field, status and value that was once described."""

from __future__ import annotations

import copy
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from service.api.app import create_app
from service.settings import Settings

HERE = Path(__file__).parent


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("openapi_lock", HERE / "openapi_lock.py")
    if spec is None or spec.loader is None:
        raise ImportError("openapi_lock.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


lock = _load()


@pytest.fixture(scope="module")
def held() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "openapi.lock.json").read_text("utf-8"))
    return found


def test_nothing_that_was_promised_is_broken(held: dict[str, Any], tmp_path: Path) -> None:
    found = lock.locked(create_app(Settings(home=tmp_path)).openapi())
    assert lock.breaking(held, found) == [], (
        "if this is meant: make contract, and tell clients in CHANGELOG.md"
    )


TARGETS = "GET /v1/targets"
ASKED = "POST /v1/proposals"


def _drop_path(api: dict[str, Any]) -> None:
    del api["operations"][TARGETS]


def _drop_field(api: dict[str, Any]) -> None:
    del api["schemas"]["PeriodShape"]["properties"]["label"]


def _change_type(api: dict[str, Any]) -> None:
    api["schemas"]["PeriodShape"]["properties"]["label"]["type"] = "integer"


def _drop_status(api: dict[str, Any]) -> None:
    del api["operations"][TARGETS]["responses"]["304"]


def _drop_value(api: dict[str, Any]) -> None:
    api["schemas"]["Verdict"]["enum"].remove("on_track")


def _require_parameter(api: dict[str, Any]) -> None:
    api["operations"][TARGETS]["parameters"]["query new"] = {"required": True, "schema": {"type": "string"}}


def _require_in_body(api: dict[str, Any]) -> None:
    name = api["asked"][0]
    api["schemas"][name].setdefault("required", []).append("brand_new")


def _rename(api: dict[str, Any]) -> None:
    api["operations"][TARGETS]["id"] = "listAims"


@pytest.mark.parametrize(
    "change",
    [
        _drop_path,
        _drop_field,
        _change_type,
        _drop_status,
        _drop_value,
        _require_parameter,
        _require_in_body,
        _rename,
    ],
)
def test_a_breaking_change_is_seen(held: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> None:
    found = copy.deepcopy(held)
    change(found)
    assert lock.breaking(held, found)


def test_additions_break_nothing(held: dict[str, Any]) -> None:
    found = copy.deepcopy(held)
    found["operations"]["GET /v1/new"] = found["operations"][TARGETS]
    found["operations"][TARGETS]["parameters"]["query new"] = {
        "required": False,
        "schema": {"type": "string"},
    }
    found["operations"][TARGETS]["responses"]["418"] = {}
    period = found["schemas"]["PeriodShape"]
    period["properties"]["quarter"] = {"type": "integer"}
    period["required"].append("quarter")
    found["schemas"]["Verdict"]["enum"].append("too_good")
    found["schemas"]["New"] = {"type": "object"}
    assert lock.breaking(held, found) == []
