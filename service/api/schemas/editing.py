"""What editors send, and what is answered: the keys of catalogue files in JSON, with a reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from datasets.catalogue import schema
from service.api.schemas.access import Reason
from service.api.schemas.catalogue import BreakShape, IndicatorShape, MilestoneShape, TargetShape
from service.api.schemas.entry_keys import json_schema_of
from service.api.schemas.label_set import LabelSetCore
from service.api.schemas.shape import Links, Listing, Shape
from service.store.note_records import About

_MISSION = {
    "mission": {
        "type": "string",
        "description": "Its mission. It may be left out where there is such a target already.",
    }
}
_LABEL_SET = {
    "type": "object",
    "description": "A label set as in a file; its version is made here.",
    "properties": {
        "title": {"type": "string"},
        "description": {"type": "string"},
        "labels": {
            "type": "array",
            "minItems": 2,
            "items": {
                "type": "object",
                "properties": {
                    "label": {"type": "string"},
                    "words": {"type": "string"},
                    "verdict": {"type": "string", "enum": ["on_track", "uncertain", "off_track"]},
                    "from": {"type": "number", "minimum": 0, "maximum": 1},
                    "strict": {"type": "boolean"},
                },
                "required": ["label", "words", "verdict", "from"],
            },
        },
        "settled": {"type": "object", "additionalProperties": {"type": "string"}},
        "few_figures": {"type": ["object", "null"]},
        "telling_margin": {"type": "number", "minimum": 0, "maximum": 1},
    },
    "required": ["title", "labels"],
}
Entry = dict[str, Any]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Reason


class TargetSent(_Sent):
    """A target as it is to be."""

    target: Annotated[
        Entry,
        WithJsonSchema(json_schema_of(schema.TARGET, optional=("id",), more=_MISSION)),
    ]


class MilestonesSent(_Sent):
    """The milestones that a target is to have, all of them."""

    milestones: Annotated[
        list[Entry], WithJsonSchema({"type": "array", "items": json_schema_of(schema.MILESTONE)})
    ] = Field(max_length=500)


class MilestoneSent(_Sent):
    """One milestone as it is to be."""

    milestone: Annotated[Entry, WithJsonSchema(json_schema_of(schema.MILESTONE))]


class BreakSent(_Sent):
    """A break that is accepted, as it is to be kept."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    accepted: Annotated[Entry, WithJsonSchema(json_schema_of(schema.BREAK))] = Field(alias="break")


class LabelSetSent(_Sent):
    """A label set as it is to be."""

    label_set: Annotated[Entry, WithJsonSchema(_LABEL_SET)]


class NoteBody(BaseModel):
    """A note: plain text, and the next action with its date if there is one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(
        min_length=1,
        max_length=4000,
        pattern=r"\S",
        description="What is being done; plain text, an empty line between paragraphs.",
        examples=["The planning reform came into force in March; councils have set new local plans."],
    )
    next_action: str = Field(
        default="", max_length=500, description="What is next.", examples=["Publish the new local targets"]
    )
    next_on: date | None = Field(default=None, description="By when.", examples=["2027-01-31"])


class NoteChange(NoteBody):
    """Another wording of a note."""

    reason: Reason


class MilestoneItem(MilestoneShape):
    """A milestone with the id it has in addresses."""

    id: str = Field(description="Its period, with a hyphen for a stroke.", examples=["2026-27"])


class MilestoneList(Listing):
    """The milestones of a target."""

    items: list[MilestoneItem]


class BreakItem(BreakShape):
    """A break with the id it has in addresses."""

    id: str = Field(
        description="Its period, with a hyphen for a stroke, and its area where it concerns one.",
        examples=["2022-23", "2022-04@E12000001"],
    )


class BreakList(Listing):
    """The breaks of an indicator."""

    items: list[BreakItem]


class VersionShape(Shape):
    """One version of an entry, by one owner."""

    version: str = Field(description="Fingerprint of what it says: the same says the same.")
    owner: str = Field(description="`bundled`, `folder:<name>` or `editor`.", examples=["editor"])
    recorded_from: datetime
    recorded_to: datetime | None = Field(description="Null where its owner still says so.")
    in_force: bool = Field(description="Whether it is what counts now.")
    entry: dict[str, Any] = Field(description="What it says.")


class VersionList(Listing):
    """Every version of an entry, newest first."""

    items: list[VersionShape]


class _Saved(Shape):
    version: str | None = Field(description="Send it in quotes as `If-Match` with the next change.")
    targets: list[str] = Field(
        description="Targets that are to be judged anew. Until then none of their judgements is shown."
    )
    job: str | None = Field(
        description="The job that judges them and forecasts anew what has changed: `/v1/jobs/{id}`, if a worker is at work."
    )
    links: Links


class SavedTargetShape(_Saved):
    """A target after a change."""

    target: TargetShape | None = Field(description="Null where there is no longer such a target.")


class SavedIndicatorShape(_Saved):
    """An indicator after a change of its breaks."""

    indicator: IndicatorShape


class SavedLabelSetShape(_Saved):
    """A label set after a change."""

    label_set: LabelSetCore | None = Field(description="Null where there is no longer such a set.")


class NoteShape(Shape):
    """A note as it stands, or as it once stood."""

    number: int = Field(description="Tells the notes of a subject apart.")
    version: int = Field(description="Counts its wordings.")
    about: About
    subject: str = Field(description="The target or mission it is about.")
    author: str = Field(description="Who wrote this wording.")
    at: datetime = Field(description="When this wording was written.")
    first_at: datetime = Field(description="When the note was first written.")
    text: str = Field(description="Plain text.")
    next_action: str
    next_on: date | None
    withdrawn: bool = Field(description="Whether it says nothing any more. Only seen in the history.")
    links: Links


class NoteList(Listing):
    """Notes, the newest first."""

    items: list[NoteShape]
