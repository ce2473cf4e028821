"""How a quote is told: all its figures as text, and the ladder of prices of one product. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chalicelib.kernel.money import ZERO, money_text
from chalicelib.pricing.rules import PriceBook, PriceSource, Quote, QuoteLine
from chalicelib.promotions.contest_rules import NotApplied
from chalicelib.promotions.rules import SpendStep


@dataclass(frozen=True)
class Rung:
    """From `min_quantity` pieces on a piece costs `unit_price`, by the list of `source`."""

    min_quantity: int
    unit_price: Decimal
    source: PriceSource


@dataclass(frozen=True)
class NamedPromotion:
    """A promotion as people call it; `name_en` is None where it has no English name."""

    promotion: str
    kind: str
    name: str
    name_en: str | None


_ON_THE_LINE = (
    *("sku", "name", "category", "quantity", "unit_price", "price_source"),
    *("gross", "discount", "net", "tax", "applied"),
)
"""What an order's line says as the quote's does."""


def as_kept(told: Mapping[str, Any]) -> dict[str, Any]:
    """What an order keeps of an explained quote: what applied, by name, and not why all else did not.

    What stands on the order's lines is not kept twice; of their shares it keeps what each promotion took in all.
    """
    saved: dict[str, Decimal] = {}
    for taken in (taken for line in told["lines"] for taken in line["applied"]):
        saved[taken["promotion"]] = saved.get(taken["promotion"], ZERO) + Decimal(taken["amount"])
    applied = saved.keys() | {free["promotion"] for free in told["free_goods"]}
    return {
        **told,
        "lines": [{name: value for name, value in line.items() if name not in _ON_THE_LINE} for line in told["lines"]],
        "saved": {promotion: money_text(amount) for promotion, amount in saved.items()},
        "not_applied": [],
        "promotions": [named for named in told["promotions"] if named["promotion"] in applied],
    }


def as_told(kept: Mapping[str, Any], bought: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The explained quote of an order from what it kept; `bought` are its bought lines in their JSON form."""
    lines = [
        {**{name: line[name] for name in _ON_THE_LINE}, **said}
        for said, line in zip(kept["lines"], bought, strict=True)
    ]
    return {name: value for name, value in kept.items() if name != "saved"} | {"lines": lines}


def ladder(book: PriceBook, sku: str) -> list[Rung]:
    """What a piece costs by quantity, from the lowest break on: at each the first list that has one reached."""
    breaks = {
        found.min_quantity for prices in (book.contract, book.grade, book.default) for found in prices.get(sku, ())
    }
    found = (book.price(sku, quantity) for quantity in sorted(breaks))
    return list(
        dict.fromkeys(Rung(reached.min_quantity, reached.unit_price, source) for source, reached in filter(None, found))
    )


def next_break(book: PriceBook, line: QuoteLine) -> Rung | None:
    """The next quantity at which a piece of a line's product becomes cheaper; None where it does not."""
    cheaper = (rung for rung in ladder(book, line.sku) if rung.unit_price < line.unit_price)
    return next((rung for rung in cheaper if rung.min_quantity > line.quantity), None)


def explained(quote: Quote, names: Mapping[str, str], promotions: Sequence[NamedPromotion] = ()) -> dict[str, Any]:
    """The whole quote as JSON: every figure as text, where each comes from, and what did not apply and why.

    `names` are the products' by SKU, `promotions` all that the quote was made with.
    """
    return {
        "promotions": [vars(named) for named in promotions],
        "lines": [_line(line, names) for line in quote.lines],
        "free_goods": [{**vars(free), "name": names[free.sku]} for free in quote.free_goods],
        "order_discounts": [
            {
                "promotion": saved.promotion,
                "amount": money_text(saved.amount),
                "next_step": _step(saved.next_step),
                **saved.terms.as_fields(),
                "products": saved.products.as_fields(),
            }
            for saved in quote.order_discounts
        ],
        "not_applied": [_not_applied(said) for said in quote.not_applied],
        "gross": money_text(quote.gross),
        "discount": money_text(quote.discount),
        "total": money_text(quote.total),
        "tax": money_text(quote.tax),
    }


def _line(line: QuoteLine, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        **line.summary(),
        "name": names[line.sku],
        "category": line.category,
        "min_quantity": line.min_quantity,
        "tax_rate": f"{line.tax_rate:f}",
        "tax": money_text(line.tax),
    }


def _not_applied(said: NotApplied) -> dict[str, Any]:
    return {
        "promotion": said.promotion,
        "reason": said.reason.value,
        "winner": said.winner,
        "next_step": _step(said.next_step),
        "missing_quantity": said.missing_quantity,
        "missing_amount": None if said.missing_amount is None else money_text(said.missing_amount),
    }


def _step(step: SpendStep | None) -> dict[str, str] | None:
    return {"spend": money_text(step.spend), "save": money_text(step.save)} if step else None
