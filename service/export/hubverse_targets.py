"""Targets as model output of a forecast hub: the chance that each is met, as a probability mass function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from service.export.hubverse import LONGEST_NAME, optional, short_id
from service.store.reads.judged import Judged
from service.store.records import AssessmentRecord, TargetRecord

MODEL_ID = "headway-targets"
MET, NOT_MET = "met", "not_met"
EVERYWHERE = "all"
"""Where a target is that has no area of its own."""


def target_rows(found: Iterable[Judged]) -> Iterator[dict[str, Any]]:
    """Two rows a target with a probability. The round is the day as of which it was judged; there is no horizon."""
    for record, judged in _rated(found):
        own = {
            "origin_date": judged.as_of.isoformat(),
            "target": record.id,
            "location": _place(record),
            "horizon": None,
            "target_end_date": _end(judged),
            "output_type": "pmf",
        }
        chance = judged.probability or 0.0
        for category, value in ((MET, chance), (NOT_MET, 1 - chance)):
            yield {**own, "output_type_id": category, "value": value}


def target_tasks(found: Iterable[Judged]) -> list[dict[str, Any]]:
    """The tasks of targets for ``tasks.json``, one group an area."""
    by_area: dict[str, list[tuple[TargetRecord, AssessmentRecord]]] = defaultdict(list)
    for record, judged in _rated(found):
        by_area[_place(record)].append((record, judged))
    return [
        {
            "task_ids": {
                "origin_date": optional({judged.as_of.isoformat() for _, judged in group}),
                "target": optional({record.id for record, _ in group}),
                "location": optional({area}),
                "horizon": {"required": None, "optional": None},
                "target_end_date": optional({_end(judged) for _, judged in group}),
            },
            "output_type": {
                "pmf": {
                    "output_type_id": {"required": [MET, NOT_MET]},
                    "value": {"type": "double", "minimum": 0, "maximum": 1},
                    "is_required": True,
                }
            },
            "target_metadata": [_metadata(record) for record, _ in sorted(group, key=lambda one: one[0].id)],
        }
        for area, group in by_area.items()
    ]


def _rated(found: Iterable[Judged]) -> Iterator[tuple[TargetRecord, AssessmentRecord]]:
    for record, judged in found:
        if judged is not None and judged.probability is not None and judged.data.get("resolved"):
            yield record, judged


def _place(record: TargetRecord) -> str:
    return record.area or EVERYWHERE


def _end(judged: AssessmentRecord) -> str:
    end: str = judged.data["resolved"]["end"]
    return end


def _metadata(record: TargetRecord) -> dict[str, Any]:
    return {
        "target_id": short_id(record.id),
        "target_name": record.data["title"][:LONGEST_NAME],
        "target_units": "met or not met",
        "target_keys": {"target": record.id},
        "target_type": "binary",
        "is_step_ahead": False,
    }
