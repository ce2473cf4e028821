"""Campaigns on the wire. Figures of an offer are text, with the decimals that they have."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from chalicelib.catalog.rules import ProductFilter
from chalicelib.dealers.rules import Audience
from chalicelib.edge.wire import Id, Instant, LongText, Money, PageQuery, Quantity, SignedMoney, Text, Wire
from chalicelib.promotions.campaign_rules import MOST_NAMED, NewPromotion, PromotionStanding, Shelf, standing
from chalicelib.promotions.contest_rules import Use
from chalicelib.promotions.queries import budget_left, today
from chalicelib.promotions.records import EnrolmentRecord, PartRecord, PromotionRecord, TermsRecord
from chalicelib.promotions.rules import Kind

Figure = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,13}(\.[0-9]{1,6})?$")]
"""An exact number as text, from zero up."""
Names = Annotated[Sequence[Id], Field(max_length=MOST_NAMED)]
Category = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Pieces = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
TermsText = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=5000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
    ),
]


class PromotionAudience(Wire):
    """Which dealers a campaign is for; all three empty: everybody."""

    grades: Names = ()
    regions: Names = ()
    dealers: Names = ()


class PromotionProducts(Wire):
    """Which products count; SKUs and categories empty: all but the excluded ones."""

    skus: Names = ()
    categories: Annotated[Sequence[Category], Field(max_length=MOST_NAMED)] = ()
    excluded_skus: Names = ()


class OfferStep(Wire):
    """Spending `spend` saves `save`."""

    spend: Figure
    save: Figure


class Offer(Wire):
    """What a campaign takes or gives: its kind, and that kind's fields alone.

    `percent_off`: `percent` ("10" is ten percent). `amount_off`: `amount` a piece. `fixed_price`: `price` a piece.
    `buy_x_get_y`: `get` pieces of `get_sku` (left out: of the product bought) for every `buy`. `spend_and_save`:
    `steps`; with `repeat` one step that counts again and again; at most `maximum`.
    """

    kind: Kind
    percent: Figure | None = None
    amount: Figure | None = None
    price: Figure | None = None
    buy: Pieces | None = None
    get: Pieces | None = None
    get_sku: Id | None = None
    steps: Annotated[Sequence[OfferStep], Field(max_length=20)] | None = None
    repeat: bool = False
    maximum: Figure | None = None


class SavePromotion(Wire):
    """A campaign. It is in force from the beginning of `first_day` to the last instant of `last_day`, in the business
    time zone. `budget` is money for all dealers together, `quota` what one dealer may take in all: pieces, or of
    spend and save orders. `succeeds`: the campaign that ends where this one begins."""

    name: Text
    name_en: Text | None = None
    offer: Offer
    group: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)] = "default"
    priority: Annotated[int, Field(strict=True, ge=1, le=999)] = 100
    products: PromotionProducts = PromotionProducts()
    audience: PromotionAudience = PromotionAudience()
    first_day: date
    last_day: Annotated[date, Field(lt=date(9999, 1, 1))]
    opt_in: bool = False
    budget: Money | None = None
    quota: Quantity | None = None
    terms: TermsText
    terms_en: TermsText | None = None
    succeeds: Id | None = None

    def new(self) -> NewPromotion:
        """As the commands take it."""
        same = ("name", "name_en", "group", "priority", "first_day", "last_day", "opt_in", "budget", "quota")
        return NewPromotion(
            **{name: getattr(self, name) for name in (*same, "terms", "terms_en", "succeeds")},
            offer=self.offer.model_dump(mode="json"),
            products=ProductFilter.of(self.products.model_dump()),
            audience=Audience.of(self.audience.model_dump()),
        )


class PromotionsQuery(PageQuery):
    """Which campaigns. Dealers see what is on for them, whatever they ask for."""

    state: Shelf = Shelf.CURRENT


class WithEndReason(Wire):
    """Why."""

    reason: LongText


class NewTerms(Wire):
    """Another version of a campaign's terms."""

    text: TermsText
    text_en: TermsText | None = None


class Join(Wire):
    """The version of the terms that was read."""

    terms_version: Annotated[int, Field(strict=True, ge=1, le=1000)]


class PromotionTerms(Wire):
    """A version of a campaign's terms."""

    number: int
    text: str
    text_en: str | None
    written_by: str
    written_at: Instant

    @classmethod
    def of(cls, record: TermsRecord) -> Self:
        return cls(**{name: getattr(record, name) for name in cls.model_fields})


class PartOut(Wire):
    """What the asking dealer has to do with a campaign: whether it takes part, what it used, what is left of its quota
    (null: no quota). `exhausted`: nothing is left for it, of the quota or of the budget."""

    taking_part: bool
    saved: SignedMoney
    used: int
    quota_left: int | None
    exhausted: bool

    @classmethod
    def of(cls, record: PromotionRecord, part: PartRecord) -> Self:
        use = part.used.get(record.promotion_id, Use())
        left, quota = budget_left(record), record.quota
        quota_left = None if quota is None else max(quota - use.count, 0)
        return cls(
            taking_part=not record.opt_in or record.promotion_id in (part.enrolled or ()),
            saved=use.amount,
            used=use.count,
            quota_left=quota_left,
            exhausted=quota_left == 0 or (left is not None and left <= 0),
        )


class PromotionOut(Wire):
    """A campaign. What is for staff alone is null for dealers: for whom it is, its budget, how much of it is used, and
    who did what with it. `mine` is null for staff."""

    promotion_id: str
    standing: PromotionStanding
    version: int
    name: str
    name_en: str | None
    offer: Offer
    group: str
    priority: int
    products: PromotionProducts
    audience: PromotionAudience | None
    first_day: date
    last_day: date
    opt_in: bool
    budget: Money | None
    used_amount: SignedMoney | None
    used_count: int | None
    quota: int | None
    terms_version: int
    succeeds: str | None
    made_by: str | None
    made_at: Instant | None
    published_by: str | None
    published_at: Instant | None
    ended_by: str | None
    ended_at: Instant | None
    reason: str | None
    mine: PartOut | None

    @classmethod
    def of(cls, record: PromotionRecord) -> Self:
        """As staff see it."""
        return cls.model_validate(_shown(record))

    @classmethod
    def for_dealer(cls, record: PromotionRecord, part: PartRecord) -> Self:
        """As a dealer sees it."""
        return cls.model_validate(_shown(record) | dict.fromkeys(_FOR_STAFF) | {"mine": PartOut.of(record, part)})


_FOR_STAFF = (
    *("audience", "budget", "used_amount", "used_count", "succeeds", "made_by", "made_at"),
    *("published_by", "published_at", "ended_by", "reason"),
)


def _shown(record: PromotionRecord) -> dict[str, Any]:
    own = {"standing", "mine", "offer", "first_day", "last_day"}
    return {
        **{name: getattr(record, name) for name in PromotionOut.model_fields if name not in own},
        "standing": standing(record.state, record.first_day, record.last_day, today()),
        "offer": Offer.model_validate({**record.offer, "kind": Kind(record.offer["kind"])}),
        "first_day": date.fromisoformat(record.first_day),
        "last_day": date.fromisoformat(record.last_day),
        "mine": None,
    }


class EnrolmentOut(Wire):
    """Since when a dealer takes part, by whom and under which version of the terms; or when it left."""

    dealer_id: str
    dealer_name: str
    promotion_id: str
    terms_version: int
    joined_at: Instant
    joined_by: str
    left_at: Instant | None
    left_by: str | None

    @classmethod
    def of(cls, record: EnrolmentRecord) -> Self:
        return cls(**{name: getattr(record, name) for name in cls.model_fields})


class PromotionDetail(PromotionOut):
    """A campaign with its terms, the latest version first. `enrolment`: the asking dealer's taking part, if it ever
    did."""

    terms: Sequence[PromotionTerms]
    enrolment: EnrolmentOut | None

    @classmethod
    def with_terms(
        cls, shown: PromotionOut, terms: Sequence[TermsRecord], enrolment: EnrolmentRecord | None = None
    ) -> Self:
        """From the campaign as it is shown to the asker."""
        told = {name: getattr(shown, name) for name in PromotionOut.model_fields}
        return cls(
            **told,
            terms=[PromotionTerms.of(one) for one in terms],
            enrolment=EnrolmentOut.of(enrolment) if enrolment else None,
        )
