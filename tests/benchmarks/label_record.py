"""What the engine said of targets and what became of them, by the whole percent: from which the errors of labels are counted.

    OMP_NUM_THREADS=1 python tests/benchmarks/label_record.py [--check]

Backtests the engine as ``engine_record.py`` does (development half, constants fitted without the series judged) and
writes ``forecasting/label_record.json``: for each frequency class and horizon, how many probabilities were said within each
whole percent and how many of those targets were met, with the number of independent series; then counts the errors of
label set v1 from it into ``forecasting/label_sets/v1.json``. Any set of labels whose
cuts are whole percents can be counted from it exactly. ``--check`` prints it and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from forecasting.engine import ENGINE_VERSION
from forecasting.margins import Margins
from forecasting.models.constants import FrequencyClass
from service.operations.label_errors_file import rewrite
from tests.benchmarks.engine_origins import SEASON, origins
from tests.benchmarks.engine_record import HORIZONS, out_of_fold, targets

RECORD = Path(__file__).resolve().parents[2] / "forecasting/label_record.json"


def percent_of(probability: float) -> int:
    """The whole percent at or below a probability, after rounding to ten decimals as labels are."""
    return int(np.floor(round(probability, 10) * 100 + 1e-7))


def record(frequency: FrequencyClass) -> list[dict[str, Any]]:
    """The record of one class, a row for each horizon."""
    items = origins(frequency)
    quantiles, tails = out_of_fold(frequency, items)
    ends = HORIZONS[frequency]
    said = np.zeros((len(ends), 101), dtype=int)
    met = np.zeros_like(said)
    roots: list[set[object]] = [set() for _ in ends]
    for row, item in enumerate(items):
        margins = Margins(quantiles[row], tail=float(tails[row]))
        for h, value, sign, hit in targets(item, SEASON[frequency]):
            p = 1 - margins.below(h - 1, value) if sign > 0 else margins.cdf(h - 1, value)
            place, percent = ends.index(h), percent_of(float(p))
            said[place, percent] += 1
            met[place, percent] += hit
            roots[place].add(item.root)
    return [
        {
            "from": 1 + (ends[k - 1] if k else 0),
            "to": end,
            "series": len(roots[k]),
            "said": [[p, int(said[k, p]), int(met[k, p])] for p in range(101) if said[k, p]],
        }
        for k, end in enumerate(ends)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="print the record, write nothing")
    args = parser.parse_args()
    np.seterr(over="ignore", under="ignore")
    document = {
        "version": 1,
        "engine": ENGINE_VERSION,
        "classes": {str(f): record(f) for f in FrequencyClass},
    }
    text = json.dumps(document, separators=(",", ":")) + "\n"
    if args.check:
        sys.stdout.write(text)
    else:
        RECORD.write_text(text, encoding="utf-8")
        rewrite()


if __name__ == "__main__":
    main()
