"""What the documentation shows of what is sent: an example for each operation that takes a body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_REASON = "The plan of 12 November"
_NOTE = {
    "text": "The planning reform came into force in March; councils have set new local plans.",
    "next_action": "Publish the new local targets",
    "next_on": "2027-01-31",
}
BODIES: Mapping[str, Mapping[str, Any]] = {
    "proposeTargets": {"indicator": "rtt_pct_within_18w", "by": "2029-03", "value": 92},
    "assessDraftTarget": {"indicator": "rtt_pct_within_18w", "kind": "level", "value": 75, "by": "2029-03"},
    "askWhatIf": {
        "scenarios": [
            {"scenario": "policy", "effect": 20, "low": 10, "high": 30, "from": "2027", "ramp": 2},
            {"scenario": "delay", "years": 1},
        ]
    },
    "replaceTarget": {
        "target": {
            "mission": "uk-nhs",
            "title": "75% of waits under 18 weeks by March 2028",
            "wording": "By March 2028, 75% of patients will wait no longer than 18 weeks.",
            "status": "live",
            "citation": "Operational planning guidance, November 2026",
            "kind": "level",
            "indicator": "rtt_pct_within_18w",
            "area": "E92000001",
            "comparator": ">=",
            "value": 75,
            "period": "2028-03",
        },
        "reason": _REASON,
    },
    "replaceMilestones": {
        "milestones": [{"period": "2026/27", "value": 250000}, {"period": "2027/28", "value": 300000}],
        "reason": _REASON,
    },
    "replaceMilestone": {"milestone": {"period": "2026/27", "value": 250000}, "reason": _REASON},
    "acceptBreak": {
        "break": {
            "period": "2024-04",
            "kind": "coverage",
            "comparable": "partly",
            "explanation": "Community services left the count.",
        },
        "reason": "The publisher says so in the notes to its tables",
    },
    "dismissFinding": {"reason": "A strike, and no change of what is counted"},
    "replaceLabelSet": {
        "label_set": {
            "title": "Halves",
            "labels": [
                {"label": "likely", "words": "more likely than not", "verdict": "on_track", "from": 0.5},
                {"label": "unlikely", "words": "less likely than not", "verdict": "off_track", "from": 0},
            ],
        },
        "reason": "For the board of the department",
    },
    "writeTargetNote": _NOTE,
    "writeMissionNote": _NOTE,
    "changeTargetNote": {**_NOTE, "reason": "The date has moved"},
    "changeMissionNote": {**_NOTE, "reason": "The date has moved"},
    "promoteCalibration": {"reason": "Better on origins that chose nothing"},
    "rejectCalibration": {"reason": "No better than what is in use"},
    "rollbackCalibration": {"area": "E92000001", "reason": "The measure was redefined"},
    "createApiKey": {
        "name": "Dashboard of the NHS team",
        "scope": "read",
        "expires_at": "2099-01-01T00:00:00Z",
        "reason": "For the screen in the ministry",
    },
    "beginReassessment": {"targets": ["nhs-rtt92-2029"], "reason": "New figures were loaded by hand"},
    "beginRecalibration": {
        "targets": ["nhs-rtt92-2029"],
        "models": ["grid", "theta"],
        "reason": "Do two together do better?",
    },
    "cancelJob": {"reason": "Begun by mistake"},
    "resumeJob": {"reason": "The database is back"},
}
