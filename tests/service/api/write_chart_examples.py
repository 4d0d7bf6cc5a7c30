"""Writes the examples of charts anew, from a store that is filled and judged.

    HEADWAY_HOME=folder python tests/service/api/write_chart_examples.py

Drawings and specifications are cut to their first parts; nothing else is changed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from fastapi.testclient import TestClient  # noqa: E402

from service.api.app import create_app  # noqa: E402
from service.settings import load_settings  # noqa: E402

EXAMPLES = ROOT / "service/api/examples"
ADDRESSES = {
    "getTrajectoryChart": "/v1/targets/nhs-rtt92-2029/charts/trajectory",
    "getGapChart": "/v1/targets/nhs-rtt92-2029/charts/gap",
    "getProbabilityChart": "/v1/targets/nhs-rtt92-2029/charts/probability",
    "getAttainmentChart": "/v1/targets/nhs-rtt92-2029/charts/attainment",
    "getRevisionsChart": "/v1/indicators/uk_ghg_territorial/charts/revisions",
    "getAreasChart": "/v1/indicators/renewable_elec_share_ember/charts/areas",
    "getReliabilityChart": "/v1/reliability/chart",
}
_TABLED = ("getGapChart", "getProbabilityChart", "getAttainmentChart")
_SVG = "http://www.w3.org/2000/svg"


def cut_drawing(drawing: str) -> str:
    """The title, the description and the first of what is drawn."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(drawing)
    for child in list(root)[3:]:
        root.remove(child)
    for group in root.iter(f"{{{_SVG}}}g"):
        for child in list(group)[1:]:
            group.remove(child)
    return ElementTree.tostring(root, encoding="unicode")


def cut_spec(spec: dict[str, Any]) -> dict[str, Any]:
    """The specification with two rows of each data set, two layers and two styles."""
    spec["layer"] = spec["layer"][:2]
    for layer in spec["layer"]:
        if "values" in layer.get("data", {}):
            layer["data"]["values"] = layer["data"]["values"][:2]
    spec["datasets"] = {name: rows[:2] for name, rows in spec.get("datasets", {}).items()}
    spec["config"] = {"background": spec["config"]["background"], "font": spec["config"]["font"]}
    return spec


def main() -> None:
    """Ask a running application for every example."""
    with TestClient(create_app(load_settings())) as client:
        for name, address in ADDRESSES.items():
            drawing = client.get(f"{address}.svg?width=320").raise_for_status().text
            (EXAMPLES / f"{name}.svg").write_text(f"{cut_drawing(drawing)}\n", "utf-8")
            spec = cut_spec(client.get(f"{address}.vl.json?width=320").raise_for_status().json())
            text = json.dumps(spec, indent=1, ensure_ascii=False)
            (EXAMPLES / f"{name}.vl.json").write_text(f"{text}\n", "utf-8")
            if name in _TABLED:
                lines = client.get(f"{address}.csv").raise_for_status().content.split(b"\r\n")[:-1]
                kept = [*lines[:3], lines[-1]] if len(lines) > 4 else lines
                (EXAMPLES / f"{name}.csv").write_bytes(b"".join(line + b"\r\n" for line in kept))


if __name__ == "__main__":
    main()
