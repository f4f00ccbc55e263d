"""From a body to what the engine runs on: the catalogue of the profile asked for, and the purchase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool

from clausier.api.context import Context
from clausier.api.edition import Edition
from clausier.engine.catalogue import Catalogue
from clausier.engine.faults import Fault, InputFaults
from clausier.engine.purchase import Purchase, parse_purchase
from clausier.engine.selection import Selection, select

FEW_LOTS = 5


def read_purchase(body: Mapping[str, Any], context: Context, edition: Edition) -> tuple[Catalogue, Purchase]:
    """A purchase (`schemas/purchase.schema.json`); `profile` may also be a whole profile. Raises InputFaults."""
    profile = body.get("profile")
    if isinstance(profile, Mapping):
        body = {key: value for key, value in body.items() if key != "profile"}
        catalogue = edition.catalogue(profile)
    elif isinstance(profile, str):
        catalogue = edition.catalogue(profile)
    else:
        # Anything else is a fault of the purchase, said with its other ones.
        catalogue = edition.catalogue()
    return catalogue, parse_purchase(body, catalogue, context.today())


async def judged(body: Mapping[str, Any], context: Context) -> tuple[Catalogue, Selection]:
    """The selection of a purchase on the current release. Raises InputFaults."""

    def judge() -> tuple[Catalogue, Selection]:
        catalogue, purchase = read_purchase(body, context, context.current)
        return catalogue, select(catalogue, purchase)

    # A few milliseconds, for which a thread would cost more than it gives; but a hundred lots take a second.
    lots = body.get("lots")
    heavy = isinstance(body.get("profile"), Mapping) or (isinstance(lots, list) and len(lots) > FEW_LOTS)
    return await run_in_threadpool(judge) if heavy else judge()


def under(where: str, error: InputFaults) -> list[Fault]:
    """The faults of a value, said of the place it has in the body."""
    return [Fault(f"{where}.{f.where}" if f.where else where, f.what, f.remedy) for f in error.faults]
