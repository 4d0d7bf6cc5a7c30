"""Fits the engine's constants on the development half of the benchmark and writes them down, with the evidence.

    python tests/benchmarks/engine_fit.py [--check]

Set OMP_NUM_THREADS=1 for the same figures to the last digit. The evidence is what forecasts made without a series' own fold were worth. ``--check`` writes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from forecasting.calibration import fit_panel
from forecasting.combination import DEPARTURES
from forecasting.models.constants import FrequencyClass, PanelConstants
from forecasting.width import TERMS
from tests.benchmarks.engine_origins import DOUBT, folds, origins, panel

ROOT = Path(__file__).resolve().parents[2]
CONSTANTS = ROOT / "forecasting/models/panel_constants.json"
RIDGE = {FrequencyClass.YEARLY: 10.0, FrequencyClass.QUARTERLY: 10.0, FrequencyClass.MONTHLY: 3.0}
BANDS = {FrequencyClass.YEARLY: 80.0, FrequencyClass.QUARTERLY: 4.0, FrequencyClass.MONTHLY: 3.0}
"""How strongly ranges are held to what they say, chosen on folds kept apart."""
FAMILIES = {
    # Chosen on the 231 official annual series, by the wording of their units; elsewhere nothing is known.
    FrequencyClass.YEARLY: {"unknown": DOUBT, "share": 2.0, "rate": 2.0, "money": 2.0},
    FrequencyClass.QUARTERLY: {"unknown": DOUBT},
    FrequencyClass.MONTHLY: {"unknown": DOUBT},
}


def fitted(frequency: FrequencyClass) -> dict[str, Any]:
    """The constants of one class, as they are stored."""
    items = origins(frequency)
    learned = panel(frequency, items)
    found = fit_panel(
        learned,
        frequency=frequency,
        ridge=RIDGE[frequency],
        folds=folds(items),
        doubt=FAMILIES[frequency],
        bands=BANDS[frequency],
    )
    return stored(found, learned.description.input_names)


def stored(found: PanelConstants, inputs: tuple[str, ...]) -> dict[str, Any]:
    """Constants with a name to every figure, rounded to seven digits."""

    def short(value: float) -> float:
        return float(f"{value:.7g}")

    return {
        "calibrated_horizon": found.calibrated_horizon,
        "departures": {n: short(v) for n, v in zip(DEPARTURES, found.departures, strict=True)},
        "drift": {n: [short(v) for v in row] for n, row in zip(inputs, found.drift.T, strict=True)},
        "width": {n: short(v) for n, v in zip(TERMS, found.width, strict=True)},
        "skew": short(found.skew),
        "nu": short(found.nu),
        "doubt": found.doubt,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="print the constants, write nothing")
    args = parser.parse_args()
    np.seterr(over="ignore", under="ignore")
    document = {"version": 3, "fitted_on": "development half of the forecasting benchmark", "classes": {}}
    document["classes"] = {str(frequency): fitted(frequency) for frequency in FrequencyClass}
    text = json.dumps(document, indent=1) + "\n"
    if args.check:
        sys.stdout.write(text)
    else:
        CONSTANTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
