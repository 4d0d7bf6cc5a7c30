"""The side-car of a CSV file: CSV on the Web metadata (W3C, Metadata Vocabulary for Tabular Data)."""

from __future__ import annotations

from typing import Any

from service.export.columns import Column, Datatype
from service.export.tables import Table

_FORMATS = {
    Datatype.BOOLEAN: {"base": "boolean", "format": "true|false"},
    Datatype.DATE: {"base": "date", "format": "yyyy-MM-dd"},
}
_APOSTROPHE = (
    "A text that a spreadsheet would run as a formula begins with an apostrophe, which is no part of it."
)


def side_car(table: Table, *, address: str) -> dict[str, Any]:
    """The metadata of the CSV file at an address; its rows are not read."""
    about, terms = table.about, table.terms
    schema: dict[str, Any] = {"columns": [_column(column) for column in table.columns]}
    if about.key:
        schema["primaryKey"] = list(about.key)
    document: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": address,
        "dc:title": table.title,
        "dc:license": list(terms.licences),
        "dc:source": list(terms.attribution),
        "rdfs:comment": _APOSTROPHE,
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "lineTerminators": ["\r\n"],
            "header": True,
            "headerRowCount": 1,
        },
        "tableSchema": schema,
    }
    if about.data_version:
        document["dc:identifier"] = about.data_version
    if about.release:
        document["dc:isVersionOf"] = about.release
    return document


def _column(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": [column.name],
        "datatype": _FORMATS.get(column.datatype, column.datatype.value),
        "dc:title": column.title,
        "dc:description": column.description,
    }
    if column.unit:
        described["schema:unitText"] = column.unit
    return described
