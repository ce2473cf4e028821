"""What one more order would bring: the same terms, on the lines so far and one that is supposed. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from chalicelib.kernel.money import ZERO, round_money
from chalicelib.rebates.rules import LineKind, RebateResult, SalesLine, calculate
from chalicelib.rebates.term_rules import Measure, Terms


def with_more(terms: Terms, lines: Sequence[SalesLine], more: Decimal) -> Sequence[SalesLine]:
    """The lines, and one that brings so much `more` of the terms' measure (money, or whole pieces).

    Its product is one that counts, and its price a piece the average of what was sold so far: so much money asks for
    so many pieces, and the other way round. It is supposed to be collected at once. `more` must not be negative.
    """
    return [*lines, _supposed(terms, lines, more)] if more > 0 else lines


def calculate_at_next_tier(terms: Terms, lines: Sequence[SalesLine], baseline: Decimal | None) -> RebateResult:
    """What the terms would pay if the dealer reached the tier above its own; as it is where there is none."""
    result = calculate(terms, lines, baseline)
    return calculate(terms, with_more(terms, lines, result.to_next_tier or ZERO), baseline)


def _supposed(terms: Terms, lines: Sequence[SalesLine], more: Decimal) -> SalesLine:
    sku, category = _counting_product(terms)
    sold = [line for line in lines if line.kind is LineKind.SALE and terms.products.matches(line.sku, line.category)]
    pieces, money = sum(line.quantity for line in sold), sum((line.net_amount for line in sold), ZERO)
    if terms.measure is Measure.QUANTITY:
        net = round_money(Fraction(money) / pieces * Fraction(more)) if pieces else ZERO
        return SalesLine(sku, category, int(more), net, collected_in_days=0)
    quantity = int(Fraction(more) * pieces / Fraction(money)) if money else 0
    return SalesLine(sku, category, quantity, more, collected_in_days=0)


def _counting_product(terms: Terms) -> tuple[str, str]:
    """Some product that the terms match, whether or not there is such a one; an empty SKU is never excluded."""
    counting = [sku for sku in sorted(terms.products.skus) if terms.products.matches(sku, "")]
    if counting:
        return counting[0], ""
    return "", next(iter(sorted(terms.products.categories)), "")
