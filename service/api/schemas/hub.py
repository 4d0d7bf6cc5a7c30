"""The configuration of a forecast hub, as hubverse defines it."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from service.api.schemas.shape import Shape


class HubTasks(Shape):
    """``tasks.json``."""

    schema_version: str = Field(description="The schema it follows.")
    rounds: list[dict[str, Any]]
    output_type_id_datatype: str
    derived_task_ids: list[str]


class HubAdmin(Shape):
    """``admin.json``."""

    schema_version: str = Field(description="The schema it follows.")
    name: str
    maintainer: str
    contact: dict[str, str]
    repository: dict[str, str]
    file_format: list[str]
    timezone: str
    model_output_dir: str
