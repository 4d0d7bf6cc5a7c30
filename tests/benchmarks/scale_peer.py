"""The fastest public library on some of the series of ``scale``, fitting alone; for the environment of ``.ci/peers``."""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", NIXTLA_ID_AS_COL="1")

import importlib
import json
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.peers import engine, peer

HORIZON = {1: 4, 4: 12, 12: 36}


def main() -> None:
    """Read the series, time both, print one line of JSON."""
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    rows = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found: dict[str, Any] = {"statsforecast": importlib.import_module("statsforecast").__version__}
    for name in ("headway", "DynamicOptimizedTheta", "AutoETS"):
        spent = 0.0
        for season, horizon in HORIZON.items():
            some = [np.asarray(values, float) for season_of, values in rows if season_of == season]
            if not some:
                continue
            asked = {"season": season, "horizon": horizon}
            done = engine(some, **asked) if name == "headway" else peer(name, some, **asked)
            spent += done.milliseconds * len(some)
        found[f"{name}_ms_a_series"] = round(spent / len(rows), 3)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
