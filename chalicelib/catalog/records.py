"""Records of the catalogue: products, price lists, and the prices of a product in a list."""

from pynamodb.attributes import BooleanAttribute, JSONAttribute, UnicodeAttribute

from chalicelib.aws.attributes import DecimalAttribute, IntegerAttribute
from chalicelib.aws.tables import Record, meta

PRODUCTS = "PRODUCT"
LISTS = "LISTS"


def product_key(sku: str) -> tuple[str, str]:
    """One product; all of them are one partition, by SKU."""
    return PRODUCTS, f"SKU#{sku}"


def list_key(list_id: str) -> tuple[str, str]:
    """One price list."""
    return LISTS, f"LIST#{list_id}"


def price_key(list_id: str, sku: str) -> tuple[str, str]:
    """The prices of one SKU in one list."""
    return f"LIST#{list_id}", f"SKU#{sku}"


class ProductRecord(Record):
    """A product. Orders count its base units."""

    KIND = "product"
    Meta = meta("catalog")

    sku = UnicodeAttribute()
    name = UnicodeAttribute()
    name_en = UnicodeAttribute()
    category = UnicodeAttribute()
    unit = UnicodeAttribute()
    case_size = IntegerAttribute()
    tax_rate = DecimalAttribute()
    active = BooleanAttribute()


class ListRecord(Record):
    """A price list: the default one, a grade's, or one that a contract names."""

    KIND = "price_list"
    Meta = meta("catalog")

    list_id = UnicodeAttribute()
    list_kind = UnicodeAttribute()
    name = UnicodeAttribute()


class PriceRecord(Record):
    """All prices of one SKU in one list: `[{min_quantity, unit_price, valid_from, valid_until}]`."""

    KIND = "price"
    Meta = meta("catalog")

    list_id = UnicodeAttribute()
    sku = UnicodeAttribute()
    prices = JSONAttribute()
