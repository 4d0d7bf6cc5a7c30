"""An entry of the catalogue as the API shows it: what it says, whose it is, and what must be known of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.api.links import indicator_links, target_links
from service.store.owners import EDITOR
from service.store.reads.due import due
from service.store.reads.edits import changed_beneath
from service.store.records import EntryRecord, IndicatorRecord, Noun, TargetRecord

if TYPE_CHECKING:
    from sqlmodel import Session


def target_members(session: Session, record: TargetRecord) -> dict[str, Any]:
    """What stands beside the words of a target."""
    links = target_links(record.id, record.mission_id, record.indicator_id)
    links |= {name: f"{links['self']}/{name}" for name in ("milestones", "notes", "versions")}
    waiting = due(session, record.id)
    found = record_of(session, Noun.TARGET, record)
    if waiting:
        found["warnings"].append(
            {
                "code": "judged_anew",
                "message": f"It was changed on {waiting[0].since:%Y-%m-%d} ({waiting[0].changed}) and is being judged "
                "anew: no judgement of it is shown until then.",
            }
        )
    return {"record": found, "links": links}


def target_document(session: Session, record: TargetRecord) -> dict[str, Any]:
    """A target as ``GET /v1/targets/{id}`` shows it."""
    return {**record.data, **target_members(session, record)}


def indicator_members(session: Session, record: IndicatorRecord) -> dict[str, Any]:
    """What stands beside the words of an indicator."""
    links = indicator_links(record.id, record.mission_id)
    links |= {name: f"{links['self']}/{name}" for name in ("breaks", "versions")}
    return {"record": record_of(session, Noun.INDICATOR, record), "links": links}


def record_of(session: Session, noun: Noun, record: EntryRecord) -> dict[str, Any]:
    """Whose an entry is, since when, and what became of the entry it overrides."""
    moved = changed_beneath(session, noun, record.id) if record.owner == EDITOR else ()
    return {
        "owner": record.owner,
        "version": record.version,
        "recorded_from": record.recorded_from,
        "warnings": [{"code": "overridden_entry_changed", "message": one.message} for one in moved],
    }
