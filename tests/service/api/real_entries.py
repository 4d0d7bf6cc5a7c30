"""Ids and bodies that are there, put in the place of made-up ones: so questions get past the first look-up.

Used by the test that asks the description with schemathesis, and by the campaign that asks it for longer::

    real = RealEntries(address, {"Authorization": f"Bearer {key}"})
    schema.hook("before_call")(real.before_call)

Which of several is put in follows from what was made up, so that the same seed asks the same questions. A quarter of
what was made up stays, and what was made to be wrong is never touched.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from schemathesis.core.parameters import ParameterLocation

REASON = {"reason": "To see what becomes of it"}
TARGET: dict[str, Any] = {
    "mission": "uk-nhs",
    "title": "Tried",
    "wording": "80% within 18 weeks.",
    "kind": "level",
    "indicator": "rtt_pct_within_18w",
    "area": "E92000001",
    "comparator": ">=",
    "value": 80,
    "period": "2028-03",
    "status": "live",
    "citation": "Invented",
}
MILESTONE = {"period": "2028-03", "value": 80, "citation": "Invented"}
BREAK = {"period": "2026-04", "kind": "coverage", "comparable": "partly", "explanation": "Counted otherwise."}
LABELS = {
    "title": "Two words",
    "labels": [
        {"label": "likely", "words": "Likely", "verdict": "on_track", "from": 0.5},
        {"label": "unlikely", "words": "Unlikely", "verdict": "off_track", "from": 0},
    ],
}
NOTE = {"text": "Extra clinics began in October.", "next_action": "More", "next_on": "2027-01-31"}
BODIES: Mapping[str, tuple[dict[str, Any], ...]] = {
    "replaceTarget": ({"target": TARGET, **REASON}, {"target": {**TARGET, "value": 1e308}, **REASON}),
    "replaceMilestones": ({"milestones": [MILESTONE], **REASON}, {"milestones": [], **REASON}),
    "replaceMilestone": ({"milestone": MILESTONE, **REASON},),
    "acceptBreak": ({"break": BREAK, **REASON},),
    "replaceLabelSet": ({"label_set": LABELS, **REASON},),
    "writeTargetNote": (NOTE,),
    "writeMissionNote": (NOTE,),
    "changeTargetNote": ({**NOTE, **REASON},),
    "changeMissionNote": ({**NOTE, **REASON},),
    "createApiKey": ({"name": "Tried", "scope": "read", **REASON},),
    "beginReassessment": ({"changed": True, **REASON}, {"targets": ["uk-homes-1.5m"], **REASON}),
    "beginRecalibration": ({"targets": ["uk-homes-1.5m"], "models": ["theta"], **REASON},),
    "cancelJob": (REASON,),
    "promoteCalibration": (REASON,),
    "rejectCalibration": (REASON,),
    "rollbackCalibration": (REASON,),
    "proposeTargets": (
        {"indicator": "rtt_pct_within_18w", "by": "2029-03", "value": 92},
        {"indicator": "net_additional_dwellings", "by": "2028/29", "since": "2024-07-05"},
        {"indicator": "rtt_pct_within_18w", "by": "2029-03", "value": 1e300},
    ),
    "assessDraftTarget": (
        {"indicator": "rtt_pct_within_18w", "kind": "level", "value": 75, "by": "2029-03"},
        {
            "indicator": "net_additional_dwellings",
            "kind": "cumulative_sum",
            "value": 1_500_000,
            "window": {"start": "2024-07-05", "end": "2029-07-04"},
        },
    ),
    "askWhatIf": (
        {"scenarios": [{"scenario": "pace", "name": "Twice as fast", "effect": 4.5, "from": "2027"}]},
        {"scenarios": [{"scenario": "delay", "years": 1}, {"scenario": "level_shift", "effect": -1e300}]},
        {"scenarios": [{"scenario": "shock", "effect": 3, "half_life": 2}]},
    ),
}
WHAT_IF: tuple[dict[str, Any], ...] = (
    {"scenario": "policy", "effect": 20, "from": "2027", "ramp": 2, "low": 10, "high": 30},
    {"scenario": "delay", "years": 2},
)
_MADE = frozenset(("job_id", "key_id", "number"))
"""Ids of what chains of requests make themselves."""

_FRESH = ("tried-1", "tried-2", "tried-3")


class RealEntries:
    """What is held at an address, as a key with every right sees it."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        self._address, self._headers = address, dict(headers)
        self._held: dict[str, tuple[str, ...]] = {
            "target_id": (*self._ids("/v1/targets"), *_FRESH),
            "mission_id": self._ids("/v1/missions"),
            "indicator_id": self._ids("/v1/indicators"),
            "area_id": self._ids("/v1/areas"),
            "release_id": self._ids("/v1/releases"),
            "source_id": self._ids("/v1/sources"),
            "label_set_id": (*self._ids("/v1/label-sets"), "tried"),
            "calibration_id": tuple(str(one) for one in self._ids("/v1/calibrations")),
            "job_id": self._ids("/v1/jobs"),
            "key_id": ("000000000000",),
            "milestone_id": ("2028-03", "2027-03", "2028-29"),
            "break_id": ("2026-04", "2022-23"),
            "number": ("1", "2"),
        }

    def before_call(self, _: Any, case: Any, __: dict[str, Any]) -> None:
        """Put in what is there: a hook of schemathesis."""
        name = case.operation.definition.raw.get("operationId", "").split(".")[0]
        dice = zlib.crc32(repr((name, case.path_parameters, case.query, case.body)).encode())
        if not case.meta.is_negative_at(ParameterLocation.PATH):
            self._put_ids(case, dice)
        if str((case.path_parameters or {}).get("key_id")) in self._headers.get("Authorization", ""):
            # Whoever takes its own key back is answered nothing more.
            case.path_parameters["key_id"] = self._held["key_id"][0]
        if not case.meta.is_negative_at(ParameterLocation.QUERY):
            self._put_parameters(case, name, dice)
        if name in BODIES and not case.meta.is_negative_at(ParameterLocation.BODY) and dice // 7 % 4:
            case.body = BODIES[name][dice % len(BODIES[name])]
        if "428" in case.operation.definition.raw["responses"] and dice // 11 % 8:
            tag = self._tag(case)
            if tag is not None:
                case.headers["If-Match"] = tag
        if dice // 13 % 8:
            case.headers.update(self._headers)
        if case.method == "POST" and dice % 5 == 0:
            case.headers["Idempotency-Key"] = f"tried-{dice % 100}"

    def _put_ids(self, case: Any, dice: int) -> None:
        chained = case.meta.phase.name.value == "stateful"
        for place, (name, made) in enumerate((case.path_parameters or {}).items()):
            held = self._held.get(name, ())
            if not held or str(made) in held or (chained and name in _MADE):
                continue
            if (dice >> place) % 4:
                case.path_parameters[name] = held[dice % len(held)]

    def _put_parameters(self, case: Any, name: str, dice: int) -> None:
        if name == "getWhatIf" and dice // 3 % 4:
            case.query = WHAT_IF[dice % len(WHAT_IF)]
            return
        for parameter in ("mission", "indicator", "target", "area"):
            held = self._held[f"{parameter}_id"]
            if case.query and parameter in case.query and dice // 3 % 4:
                chosen: str = held[dice % len(held)]
                many = isinstance(case.query[parameter], list)
                case.query[parameter] = [chosen] if many else chosen
        if case.query and "cursor" in case.query and dice // 5 % 4:
            del case.query["cursor"]

    def _tag(self, case: Any) -> str | None:
        """The tag that what is to be changed has now."""
        ids = case.path_parameters or {}
        if "/notes/" in case.path:
            subject = case.path.split("/notes/")[0].format(
                **{name: quote(str(one)) for name, one in ids.items()}
            )
            notes = self._read(f"{subject}/notes?include_history=false")
            held = [one for one in (notes or {}).get("items", ()) if str(one["number"]) == str(ids["number"])]
            return f'"{ids["number"]}-{held[0]["version"]}"' if held else None
        if "calibration_id" in ids:
            shown = self._read(f"/v1/calibrations/{quote(str(ids['calibration_id']), safe='')}")
            return f'"{shown["champion_version"]}"' if shown else None
        if case.path.endswith("/rollback"):
            return '"0"'
        if "key_id" in ids:
            return self._etag(f"/v1/keys/{quote(str(ids['key_id']), safe='')}")
        for noun in ("target", "indicator", "label_set"):
            if f"{noun}_id" in ids:
                own = quote(str(ids[f"{noun}_id"]), safe="")
                return self._etag(f"/v1/{noun.replace('_', '-')}s/{own}")
        return None

    def _etag(self, path: str) -> str | None:
        try:
            with urlopen(Request(self._address + path, headers=self._headers), timeout=60) as answer:
                found: str | None = answer.headers.get("ETag")
                return found
        except HTTPError:
            return None

    def _read(self, path: str) -> Any:
        try:
            with urlopen(Request(self._address + path, headers=self._headers), timeout=60) as answer:
                return json.load(answer)
        except HTTPError:
            return None

    def _ids(self, path: str) -> tuple[str, ...]:
        items = (self._read(path) or {}).get("items", ())
        return tuple(str(one.get("id") or one.get("code")) for one in items)
