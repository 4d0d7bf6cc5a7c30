"""What each idea of the engine is worth: scores with one idea left out, every series forecast without its own fold.

    OMP_NUM_THREADS=1 python tests/benchmarks/engine_ablation.py [--sets "yearly;official annual"]

An idea is left out before fitting, so that the others can take its place. Columns as in ``engine_scores.py``: OWA,
CRPS, 80% and 95% held, Brier score and calibration error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from forecasting import calibration, engine
from forecasting.combination import Description
from forecasting.engine import EngineSettings
from forecasting.models.constants import FrequencyClass
from forecasting.models.history import Floats
from forecasting.panel import Panel
from forecasting.width import TERMS, width_terms
from tests.benchmarks.engine_fit import BANDS, FAMILIES, RIDGE
from tests.benchmarks.engine_origins import folds, origins, panel
from tests.benchmarks.engine_scores import SETS, scores

_NO_REGRESSION = 1e7
"""A ridge so heavy that the combination stays as it was before fitting."""


@contextmanager
def nothing() -> Iterator[None]:
    """The engine as it is."""
    yield


def without_terms(*names: str) -> Callable[[], object]:
    """The width fitted without some of its terms."""

    def fewer(description: Description, location: Floats) -> Floats:
        terms = width_terms(description, location)
        terms[[TERMS.index(name) for name in names]] = 0.0
        return terms

    return lambda: patch.object(calibration, "width_terms", fewer)


def without_skew() -> object:
    """Both sides of a forecast equally wide."""
    return patch.object(calibration, "skew_pull", lambda description: np.zeros_like(description.level))


def without_staying() -> object:
    """No chance that a value is exactly the latest one."""
    return patch.object(engine, "stay_probability", lambda _, horizon: np.zeros(horizon))


def without_sign(learned: Panel) -> Panel:
    """The pooled regression without the sign of the series."""
    d = learned.description
    kept = np.array([not name.startswith("sign") for name in d.input_names])
    return replace(learned, description=replace(d, inputs=d.inputs * kept[:, None]))


IDEAS: dict[str, tuple[Callable[[], object], bool, bool]] = {
    # name: how to leave it out, whether the sign stays in the regression, whether there is a regression
    "all": (nothing, True, True),
    "without the sign in the regression": (nothing, False, True),
    "without the regression": (nothing, True, False),
    "without the skew": (without_skew, True, True),
    "without acceleration in the width": (
        without_terms("acceleration_ln_move", "acceleration"),
        True,
        True,
    ),
    "without persistence by horizon": (without_terms("persistence_ln_horizon"), True, True),
    "without values that stay": (without_staying, True, True),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", default=";".join(list(SETS)[:9]), help="names separated by semicolons")
    args = parser.parse_args()
    np.seterr(over="ignore", under="ignore")
    chosen = args.sets.split(";")
    for kind in FrequencyClass:
        names = [name for name in chosen if SETS[name].frequency == kind]
        if not names:
            continue
        items = origins(kind)
        whole, fold = panel(kind, items), folds(items)
        for idea, (leave_out, signed, regressed) in IDEAS.items():
            learned = whole if signed else without_sign(whole)
            with leave_out():  # type: ignore[attr-defined]
                settings = []
                for k in range(5):
                    rest = np.flatnonzero(fold != k)
                    constants = calibration.fit_panel(
                        learned.subset(rest),
                        frequency=kind,
                        ridge=RIDGE[kind] if regressed else _NO_REGRESSION,
                        folds=fold[rest],
                        doubt=FAMILIES[kind],
                        bands=BANDS[kind],
                    )
                    settings.append(EngineSettings(constants=((kind, constants),)))
                for name in names:
                    line = scores(name, settings, sums=False).rpartition("|")[0]
                    sys.stdout.write(f"| {idea} {line}|\n")
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
