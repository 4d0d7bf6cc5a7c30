"""The figures themselves, release by release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from forecasting.assessment import Knowledge
from service.api.content import Caution, Content, as_csv, listing
from service.api.errors import CursorInvalid, Unknown
from service.api.known import COLUMNS, Shown, every_edition, footings, in_force
from service.api.negotiation import BANK, CSV, JSON, PARQUET, SDMX_CSV
from service.api.paging import page_of, refuse_paging
from service.api.queries import IndicatorId, Observations, ObservationsQuestion
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.routes.indicators import known_indicator
from service.api.schemas.trajectory import ObservationList
from service.api.tabular import refuse_history, refuse_other_frequencies, tabular
from service.export import bank, sdmx
from service.export.described import of_indicator
from service.export.tables import Table
from service.store.reads.bases import bases
from service.store.reads.observations import editions_of, series_of
from service.store.records import IndicatorRecord

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/indicators/{indicator_id}", tags=["indicators"])


@resource(
    router,
    "/observations",
    shape=ObservationList,
    formats=(JSON, CSV, PARQUET, SDMX_CSV, BANK),
    refusals=(*COMMON, Unknown, CursorInvalid),
)
async def list_observations(request: Request, indicator_id: IndicatorId, asked: Observations) -> Response:
    """The observations of an indicator, by area and period.

    One value a period: the newest, or with `as_of` the one that was known on that day. Where no edition
    of that time is held, a period that was out by then has its earliest edition, marked
    `pseudo_real_time`. With `include_history`, every edition. Tables come whole, JSON in pages. SDMX-CSV (structure:
    `/v1/structures`) has one value a period; the Bank of England's schema has every edition with its date as
    outturns, for monthly and quarterly indicators.
    """

    def as_json(session: Session) -> Content:
        indicator = known_indicator(session, indicator_id)
        found = _found(session, indicator, asked)
        page = page_of(found, lambda one: one.key, request=request, asked=asked)
        data = indicator.data
        return listing(
            page,
            [one.item for one in page.rows],
            cautions=_cautions(found, asked),
            indicator_id=indicator.id,
            unit=data["unit"],
            decimals=data["decimals"],
            as_of=asked.as_of,
        )

    def as_table(session: Session) -> Table:
        refuse_paging(asked)
        indicator = known_indicator(session, indicator_id)
        found = _found(session, indicator, asked)
        # Two editions of one value may differ in nothing but the figure.
        key = () if asked.include_history else ("area", "period")
        about = of_indicator(indicator.data, quantities=("value",), key=key)
        return Table(indicator_id, COLUMNS, (one.row for one in found), about)

    def as_sdmx(session: Session) -> Content:
        refuse_paging(asked)
        refuse_history(asked.include_history, "SDMX-CSV")
        indicator = known_indicator(session, indicator_id)
        items = ((one.area, one.edition.period, one.item) for one in _found(session, indicator, asked))
        rows = sdmx.observation_rows(indicator.data, items)
        return as_csv(Table(indicator_id, sdmx.OBSERVATIONS.columns, rows), SDMX_CSV.suffix)

    def as_outturns(session: Session) -> Content:
        refuse_paging(asked)
        indicator = known_indicator(session, indicator_id)
        refuse_other_frequencies(indicator.frequency, indicator_id, offered=(JSON, CSV, PARQUET, SDMX_CSV))
        every = asked.model_copy(update={"include_history": True})
        found = _found(session, indicator, every)
        rows = bank.outturn_rows((one.indicator, one.area, one.edition) for one in found)
        return as_csv(Table(indicator_id, bank.OUTTURN_COLUMNS, rows), BANK.suffix)

    makers = {JSON: as_json, **tabular(as_table), SDMX_CSV: as_sdmx, BANK: as_outturns}
    return await reply(request, makers)


def _found(session: Session, indicator: IndicatorRecord, asked: ObservationsQuestion) -> list[Shown]:
    held = {(one.indicator_id, one.area) for one in series_of(session, indicator_id=indicator.id)}
    wanted = sorted(name for name in held if not asked.area or name[1] in asked.area)
    lag_days = indicator.data["lag_days"]
    earlier = bases(session, indicator_id=indicator.id) if asked.as_of is not None else ()
    shown: list[Shown] = []
    for name, editions in editions_of(session, wanted).items():
        if asked.include_history:
            shown.extend(every_edition(editions, series=name, as_of=asked.as_of))
        else:
            shown.extend(in_force(editions, series=name, as_of=asked.as_of, lag_days=lag_days, bases=earlier))
    return shown


def _cautions(found: list[Shown], asked: ObservationsQuestion) -> list[Caution]:
    said = []
    empty = sorted(set(asked.area) - {one.area for one in found})
    if empty:
        when = f" on {asked.as_of}" if asked.as_of else ""
        said.append(
            Caution(
                "area_without_observations",
                f"Nothing is known of {' or '.join(empty)}{when}.",
                "query.area",
                empty,
            )
        )
    elif not found:
        said.append(
            Caution(
                "nothing_known",
                "No observation was known then." if asked.as_of else "No observation is held.",
            )
        )
    pseudo = footings(found)[Knowledge.PSEUDO_REAL_TIME]
    if pseudo:
        said.append(
            Caution(
                "pseudo_real_time",
                f"{pseudo} of {len(found)} values stand as later published: no edition of that time is held.",
                "query.as_of",
            )
        )
    return said
