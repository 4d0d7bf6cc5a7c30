"""A catalogue folder with very many targets, and with names nobody expected."""

from __future__ import annotations

from pathlib import Path

import yaml

MISSIONS, INDICATORS = 5, 10
ODD = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;",
    "braces": "{{ 7 * 7 }}{% raw %} ${x} %s {0} {base}",
    "right-to-left": "هدف وطني: 92% خلال 18 أسبوعًا",
    "emoji": "👩‍⚕️🏥 within 18 weeks 🇬🇧",
    "long": "A very long title " * 30,
    "unbroken": "Donaudampfschifffahrtsgesellschaftskapitän" * 6,
}


def write_crowded(folder: Path, *, targets: int, names: dict[str, str] | None = None) -> None:
    """Write a catalogue of so many targets on a few yearly series; ``names`` are titles of further ones, by id."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = ["indicator,area,period,value,published,status"]
    for number in range(INDICATORS):
        for year in range(2008, 2026):
            value = 40 + 0.7 * (year - 2008) + number + ((year * 7 + number * 3) % 5) * 0.3
            rows.append(f"share_{number},PLACE,{year},{value:.1f},{year + 1}-03-31,final")
    (folder / "observations.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    title = "Place " + (names or {}).get("right-to-left", "")
    (folder / "areas.csv").write_text(f"area,name,level\nPLACE,{title.strip()},country\n", encoding="utf-8")
    for mission in range(MISSIONS):
        own = [number for number in range(INDICATORS) if number % MISSIONS == mission]
        odd = list((names or {}).items()) if mission == 0 else []
        wanted = [
            (f"target-{number}", f"Target {number} of many")
            for number in range(targets)
            if number % MISSIONS == mission
        ]
        document = {
            "mission": {
                "id": f"mission-{mission}",
                "title": odd[0][1] if odd else f"Mission {mission}",
                "jurisdiction": "Here" if mission % 2 else "There",
                "government": "Invented",
                "ambition": odd[0][1] if odd else "Everything gets better.",
                "status": "live",
                "citation": "Invented",
                "order": mission + 1,
            },
            "indicators": [
                {
                    "id": f"share_{number}", "title": odd[-1][1] if odd else f"Share {number}", "definition": "Invented.",
                    "unit": "percent", "decimals": 1, "direction": "increase", "lower": 0, "upper": 100,
                    "aggregation": "rate", "frequency": "A", "family": "share", "publisher": "Invented",
                    "release": "Invented", "lag_days": 90, "licence": "Open Government Licence v3.0",
                }
                for number in own
            ],
            "targets": [
                {
                    "id": id_, "title": name, "wording": name, "kind": "level",
                    "indicator": f"share_{own[place % len(own)]}", "area": "PLACE", "comparator": ">=",
                    "value": 50 + place % 12, "period": str(2027 + place % 4), "status": "live",
                    "announced": "2024-06-01", "owner": name, "citation": "Invented", "url": "https://example.org/",
                }
                for place, (id_, name) in enumerate([*odd, *wanted])
            ],
        }  # fmt: skip
        (folder / f"mission-{mission}.yaml").write_text(
            yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
