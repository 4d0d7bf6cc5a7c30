"""What SDMX-CSV files are made of, as an SDMX-ML 2.1 structure message: flows, structures, concepts, code lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from xml.etree import ElementTree as ET

from forecasting.frequency import Frequency
from service.export.courses import QUANTILES
from service.export.sdmx import (
    AGENCY,
    FLOWS,
    MISSING,
    STATUS_CODES,
    VERSION,
    Flow,
    code,
    quantile_code,
)

_BASE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
_NAMES = {"mes": f"{_BASE}/message", "str": f"{_BASE}/structure", "com": f"{_BASE}/common"}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SCHEME = "CS_HEADWAY"
_CONCEPTS = {
    "FREQ": "Kind of period",
    "INDICATOR": "What is measured",
    "REF_AREA": "Area",
    "QUANTILE": "Probability with which the value lies below",
    "TIME_PERIOD": "Period",
    "OBS_VALUE": "Value",
    "OBS_STATUS": "Status of the value",
    "UNIT_MEASURE": "Unit",
    "DECIMALS": "Digits after the point in publication",
    "REPORTING_YEAR_START_DAY": "First day of the reporting year",
    "PUBLICATION_DATE": "When the value was published",
    "KNOWLEDGE": "On what footing the value is shown",
    "ORIGIN_DATE": "The day of the newest figure the forecast rests on",
    "ENGINE": "Version of the engine",
}
_LISTS = {
    "FREQ": "CL_FREQ",
    "INDICATOR": "CL_INDICATOR",
    "REF_AREA": "CL_AREA",
    "QUANTILE": "CL_QUANTILE",
    "OBS_STATUS": "CL_OBS_STATUS",
}


def structure_message(
    *, indicators: Mapping[str, str], areas: Mapping[str, str], prepared: date, identity: str
) -> bytes:
    """The structures of every file; ``indicators`` and ``areas`` map ids to names. Equal input, equal bytes."""
    for prefix, uri in _NAMES.items():
        ET.register_namespace(prefix, uri)
    root = ET.Element(_tag("mes:Structure"))
    header = _add(root, "mes:Header")
    _add(header, "mes:ID", text=code(identity))
    _add(header, "mes:Test", text="false")
    _add(header, "mes:Prepared", text=f"{prepared.isoformat()}T00:00:00Z")
    _add(header, "mes:Sender", id=AGENCY)
    parts = _add(root, "mes:Structures")
    flows = _add(parts, "str:Dataflows")
    for flow in FLOWS:
        element = _maintainable(flows, "str:Dataflow", f"DF_{flow.name}", flow.title)
        structure = _add(element, "str:Structure")
        _reference(structure, f"DSD_{flow.name}", kind="DataStructure", package="datastructure")
    lists = _add(parts, "str:Codelists")
    for name, codes in _code_lists(indicators, areas).items():
        _code_list(lists, name, codes)
    scheme = _maintainable(_add(parts, "str:Concepts"), "str:ConceptScheme", _SCHEME, "Concepts of Headway")
    for name, words in _CONCEPTS.items():
        _named(_add(scheme, "str:Concept", id=name), words)
    structures = _add(parts, "str:DataStructures")
    for flow in FLOWS:
        _data_structure(structures, flow)
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True))


def _code_lists(
    indicators: Mapping[str, str], areas: Mapping[str, str]
) -> dict[str, Iterable[tuple[str, str]]]:
    return {
        "CL_FREQ": [(code(one.value), one.words) for one in Frequency],
        "CL_INDICATOR": [(code(id_), name) for id_, name in indicators.items()],
        "CL_AREA": [(code(id_), name) for id_, name in areas.items()],
        "CL_QUANTILE": [(quantile_code(level), f"{level:g}") for level in QUANTILES],
        "CL_OBS_STATUS": [*STATUS_CODES.values(), MISSING],
    }


def _data_structure(parent: ET.Element, flow: Flow) -> None:
    structure = _maintainable(parent, "str:DataStructure", f"DSD_{flow.name}", flow.title)
    components = _add(structure, "str:DataStructureComponents")
    dimensions = _add(components, "str:DimensionList", id="DimensionDescriptor")
    for position, name in enumerate(flow.dimensions, 1):
        time = name == "TIME_PERIOD"
        kind = "str:TimeDimension" if time else "str:Dimension"
        dimension = _component(_add(dimensions, kind, id=name, position=str(position)), name)
        if time:
            _add(
                _add(dimension, "str:LocalRepresentation"),
                "str:TextFormat",
                textType="ObservationalTimePeriod",
            )
    attributes = _add(components, "str:AttributeList", id="AttributeDescriptor")
    for name in flow.attributes:
        attribute = _component(
            _add(attributes, "str:Attribute", id=name, assignmentStatus="Conditional"), name
        )
        relation = _add(_add(attribute, "str:AttributeRelationship"), "str:PrimaryMeasure")
        ET.SubElement(relation, "Ref", {"id": "OBS_VALUE"})
    measures = _add(components, "str:MeasureList", id="MeasureDescriptor")
    _component(_add(measures, "str:PrimaryMeasure", id="OBS_VALUE"), "OBS_VALUE")


def _component(element: ET.Element, name: str) -> ET.Element:
    identity = _add(element, "str:ConceptIdentity")
    ET.SubElement(
        identity,
        "Ref",
        {
            "id": name,
            "maintainableParentID": _SCHEME,
            "maintainableParentVersion": VERSION,
            "agencyID": AGENCY,
            "package": "conceptscheme",
            "class": "Concept",
        },
    )
    if name in _LISTS:
        enumeration = _add(_add(element, "str:LocalRepresentation"), "str:Enumeration")
        _reference(enumeration, _LISTS[name], kind="Codelist", package="codelist")
    return element


def _code_list(parent: ET.Element, name: str, codes: Iterable[tuple[str, str]]) -> None:
    element = _maintainable(parent, "str:Codelist", name, name.removeprefix("CL_").capitalize())
    for id_, words in codes:
        _named(_add(element, "str:Code", id=id_), words)


def _maintainable(parent: ET.Element, tag: str, id_: str, name: str) -> ET.Element:
    element = _add(parent, tag, id=id_, agencyID=AGENCY, version=VERSION)
    _named(element, name)
    return element


def _named(element: ET.Element, name: str) -> None:
    named = _add(element, "com:Name", text=name)
    named.set(_LANGUAGE, "en")


def _reference(parent: ET.Element, id_: str, *, kind: str, package: str) -> None:
    ET.SubElement(
        parent,
        "Ref",
        {"id": id_, "version": VERSION, "agencyID": AGENCY, "package": package, "class": kind},
    )


def _add(parent: ET.Element, tag: str, *, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, _tag(tag), attributes)
    element.text = text
    return element


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMES[prefix]}}}{local}"
