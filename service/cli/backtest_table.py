"""A backtest as tables for people: overall, by length of series, by horizon."""

from __future__ import annotations

from collections.abc import Sequence

from forecasting.evidence import horizon_bounds
from forecasting.reliability import Cell, Estimate
from service.cli import backtest_words as words
from service.cli.tables import figure, new_table, percent, show
from service.cli.tables import words as in_words
from service.operations.backtest import Result
from service.operations.backtest_refit import Fitted
from service.operations.backtest_targets import PastCase

_HEAD = ("", "series", "cases", "50%", "80%", "95%", "CRPS", "Brier", "ECE", "bias")
_FEW = 100
LEGEND = """50%, 80%, 95%: outcomes within the central range; ± one standard error, by bootstrap over series.
CRPS and bias are in units of the series' usual seasonal change, bias positive where the forecast
was too high; Brier score and ECE are over targets set on each series. JSON and CSV hold more."""


def print_results(results: Sequence[Result]) -> None:
    """Print one table for each source, footing and frequency class."""
    import typer

    for result in results:
        groups: dict[tuple[str, str], list[Cell]] = {}
        for cell in result.cells:
            groups.setdefault((cell.footing, cell.frequency_class), []).append(cell)
        for (footing, name), cells in groups.items():
            typer.echo(f"\n{result.name}: {words.series(name).lower()}, figures {words.FOOTING[footing]}")
            table = new_table(*_HEAD, right=_HEAD[1:], whole=_HEAD)
            for cell in cells:
                if _shown(cell):
                    table.add_row(*_line(cell))
            show(table)
            if cells[0].series < _FEW:
                typer.echo(f"  {cells[0].series} independent series: too few to show calibration.")
    typer.echo(f"\n{LEGEND}")


def _shown(cell: Cell) -> bool:
    if cell.lengths is None:
        return cell.horizons is None or cell.horizons in horizon_bounds(cell.frequency_class)
    return cell.horizons is None


def _line(cell: Cell) -> list[str]:
    name = words.values(cell.lengths) or words.ahead(cell.horizons, cell.frequency_class)
    return [
        name,
        f"{cell.series:,}",
        f"{cell.forecasts:,}",
        _share(cell.coverage_50.value),
        _share(cell.coverage_80.value, cell.coverage_80.error),
        _share(cell.coverage_95.value),
        _number(cell.crps),
        _number(cell.brier),
        _number(cell.calibration_error),
        _number(cell.bias),
    ]


def _share(value: float | None, error: float | None = None) -> str:
    if value is None:
        return ""
    return f"{100 * value:.1f}" + ("" if error is None else f" ±{100 * error:.1f}")


def _number(found: Estimate) -> str:
    if found.value is None:
        return ""
    text = f"{found.value:.3f}" if abs(found.value) < 10 else figure(found.value, digits=4)
    return text.replace("-", "−")


def print_cases(cases: Sequence[PastCase]) -> None:
    """Print past targets, each at the days it was judged as of."""
    head = ("target", "as of", "due", "said", "verdict", "outcome", "figures")
    table = new_table(*head, right=("said",), whole=("target", "as of", "due"))
    before = ""
    for case in cases:
        said = percent(case.probability) if case.probability is not None else in_words(case.reason)
        table.add_row(
            "" if case.target_id == before else case.target_id,
            case.as_of.isoformat(),
            case.due.isoformat(),
            said,
            in_words(case.verdict),
            "met" if case.met else "missed",
            in_words(case.knowledge),
        )
        before = case.target_id
    show(table)


def print_refit(found: Sequence[Fitted]) -> None:
    """Print what a fit was worth on series kept apart, and whether it is in force."""
    import typer

    head = ("", "shipped", "fitted", "difference", "±")
    for one in found:
        fitted = one.refit
        name = words.series(fitted.frequency.value)
        verdict = f"adopted as {one.version}" if fitted.adopted else "not adopted"
        typer.echo(f"\n{name}: {verdict}. {fitted.reason}")
        if not fitted.comparisons:
            continue
        table = new_table(*head, right=head[1:], whole=head)
        for item in fitted.comparisons:
            table.add_row(
                in_words(item.measure),
                figure(item.shipped),
                figure(item.fitted),
                figure(item.difference, digits=2),
                figure(item.error, digits=2),
            )
        show(table)
