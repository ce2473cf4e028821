"""Table `promotions`: campaigns with what was used of them, their terms, and what each dealer joined and used."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Self

from pynamodb.attributes import BooleanAttribute, JSONAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, LocalSecondaryIndex

from chalicelib.aws.attributes import DecimalAttribute, InstantAttribute, IntegerAttribute
from chalicelib.aws.tables import Record, index_meta, meta
from chalicelib.kernel.money import ZERO
from chalicelib.promotions.contest_rules import Use

PROMOTIONS = "PROMOTIONS"
"""The partition of all campaigns."""


def promotion_key(promotion_id: str) -> tuple[str, str]:
    """One campaign."""
    return PROMOTIONS, f"PROMOTION#{promotion_id}"


def place(state: str, last_day: str = "", promotion_id: str = "") -> str:
    """Index by_place: the campaigns of a state, by their last day."""
    return f"{state}#{last_day}#{promotion_id}" if last_day else f"{state}#"


def terms_key(promotion_id: str, version: int | None = None) -> tuple[str, str]:
    """One version of a campaign's terms, or (None) what the keys of all of them begin with."""
    return f"PROMOTION#{promotion_id}", "TERMS#" if version is None else f"TERMS#{version:04}"


def part_key(dealer_id: str) -> tuple[str, str]:
    """What a dealer takes part in, and what it used."""
    return f"DEALER#{dealer_id}", "PART"


def enrolment_key(dealer_id: str, promotion_id: str = "") -> tuple[str, str]:
    """That a dealer took part in a campaign."""
    return f"DEALER#{dealer_id}", f"ENROLMENT#{promotion_id}"


def enrolled_partition(promotion_id: str) -> str:
    """Index by_promotion: who took part in a campaign, by dealer."""
    return f"PROMOTION#{promotion_id}"


class ByPlace(LocalSecondaryIndex["PromotionRecord"]):  # type: ignore[no-untyped-call]
    """Campaigns by state and last day: those that are not over are found however many there were."""

    Meta = index_meta()

    pk = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class PromotionRecord(Record):
    """A campaign.

    `offer` is its kind with the kind's fields, `products` and `audience` what it is for; days in ISO 8601.
    `used_amount` is what orders took of the budget, `used_count` counts as a quota does. `terms_version` is the latest
    of its terms. `published_by` and `ended_by` are names.
    """

    KIND = "promotion"
    Meta = meta("promotions")

    promotion_id = UnicodeAttribute()
    state = UnicodeAttribute()
    name = UnicodeAttribute()
    name_en = UnicodeAttribute(null=True)
    offer = JSONAttribute()
    group = UnicodeAttribute()
    priority = IntegerAttribute()
    products = JSONAttribute()
    audience = JSONAttribute()
    first_day = UnicodeAttribute()
    last_day = UnicodeAttribute()
    opt_in = BooleanAttribute()
    budget = DecimalAttribute(null=True)
    quota = IntegerAttribute(null=True)
    used_amount = DecimalAttribute()
    used_count = IntegerAttribute()
    terms_version = IntegerAttribute()
    succeeds = UnicodeAttribute(null=True)
    made_by = UnicodeAttribute()
    made_at = InstantAttribute()
    published_by = UnicodeAttribute(null=True)
    published_at = InstantAttribute(null=True)
    ended_by = UnicodeAttribute(null=True)
    ended_at = InstantAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    place = UnicodeAttribute()

    by_place = ByPlace()

    @classmethod
    def moves(cls, used: Use, *, back: bool = False) -> list[Action]:
        """What moves its figures when an order takes of it, or gives back."""
        sign = -1 if back else 1
        return [cls.used_amount.add(used.amount * sign), cls.used_count.add(used.count * sign)]

    @classmethod
    def covers(cls, budget: Decimal | None, used: Use) -> Any:
        """The condition that it is in force for new orders, and that its budget covers another use."""
        published = cls.state == "published"
        return published if budget is None else published & (cls.used_amount <= budget - used.amount)


class TermsRecord(Record):
    """One version of a campaign's terms; once it is published it is never changed."""

    KIND = "promotion-terms"
    Meta = meta("promotions")

    promotion_id = UnicodeAttribute()
    number = IntegerAttribute()
    text = UnicodeAttribute()
    text_en = UnicodeAttribute(null=True)
    written_by = UnicodeAttribute()
    written_at = InstantAttribute()


_AMOUNT, _COUNT = "amount:", "count:"


class PartRecord(Record):
    """What a dealer takes part in, and what it used of each campaign.

    The figures of a campaign are attributes of their own, `amount:ID` and `count:ID`, so that one write moves those of
    all campaigns of an order and a condition compares each.
    """

    KIND = "promotion-part"
    Meta = meta("promotions")

    dealer_id = UnicodeAttribute()
    enrolled = UnicodeSetAttribute(null=True)
    used: Mapping[str, Use] = MappingProxyType({})

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        """Reads the figures of all campaigns, too."""
        made = super().from_raw_data(data)
        ids = {name.partition(":")[2] for name in data if name.startswith((_AMOUNT, _COUNT))}
        made.used = {promotion_id: _use(data, promotion_id) for promotion_id in sorted(ids)}
        return made

    @classmethod
    def moves(cls, used: Mapping[str, Use], *, back: bool = False) -> list[Action]:
        """What moves the figures when an order takes of campaigns, or gives back."""
        sign = -1 if back else 1
        return [
            action
            for promotion_id, use in used.items()
            for action in (
                Path([_AMOUNT + promotion_id]).add({"N": f"{use.amount * sign:f}"}),
                Path([_COUNT + promotion_id]).add({"N": str(use.count * sign)}),
            )
        ]

    @classmethod
    def may_take(cls, quotas: Mapping[str, tuple[int, int]], enrolled: Iterable[str]) -> Any:
        """The condition that every quota covers a count (`{id: (quota, count)}`), and that the dealer takes part."""
        condition: Any = None
        for promotion_id, (quota, count) in quotas.items():
            taken = Path([_COUNT + promotion_id])
            covered = taken <= {"N": str(quota - count)}
            if count <= quota:
                covered = taken.does_not_exist() | covered
            condition = covered if condition is None else condition & covered
        for promotion_id in enrolled:
            takes_part = cls.enrolled.contains(promotion_id)
            condition = takes_part if condition is None else condition & takes_part
        return condition


def _use(data: Mapping[str, Any], promotion_id: str) -> Use:
    amount, count = data.get(_AMOUNT + promotion_id), data.get(_COUNT + promotion_id)
    return Use(ZERO + Decimal(amount["N"]) if amount else ZERO, int(Decimal(count["N"])) if count else 0)


class ByPromotion(GlobalSecondaryIndex["EnrolmentRecord"]):  # type: ignore[no-untyped-call]
    """Who took part in a campaign."""

    Meta = index_meta()

    promotion_key = UnicodeAttribute(hash_key=True)
    dealer_id = UnicodeAttribute(range_key=True)


class EnrolmentRecord(Record):
    """That a dealer takes part in a campaign, since when, by whom and under which version of its terms; or that it left
    again. `earlier` are the times before: `{joined_at, joined_by, terms_version, left_at, left_by}`.
    """

    KIND = "promotion-enrolment"
    Meta = meta("promotions")

    dealer_id = UnicodeAttribute()
    dealer_name = UnicodeAttribute()
    promotion_id = UnicodeAttribute()
    terms_version = IntegerAttribute()
    joined_at = InstantAttribute()
    joined_by = UnicodeAttribute()
    left_at = InstantAttribute(null=True)
    left_by = UnicodeAttribute(null=True)
    earlier = JSONAttribute()
    promotion_key = UnicodeAttribute()

    by_promotion = ByPromotion()
