"""Records of the catalogue: categories, products, price lists, and the prices of a product in a list."""

from pynamodb.attributes import BooleanAttribute, JSONAttribute, UnicodeAttribute

from chalicelib.aws.attributes import DecimalAttribute, IntegerAttribute
from chalicelib.aws.tables import Record, meta

CATEGORIES = "CATEGORIES"
PRODUCTS = "PRODUCT"
LISTS = "LISTS"


def category_key(category: str) -> tuple[str, str]:
    """One category; all of them are one partition."""
    return CATEGORIES, f"CATEGORY#{category}"


def product_key(sku: str) -> tuple[str, str]:
    """One product; all of them are one partition, by SKU."""
    return PRODUCTS, f"SKU#{sku}"


def list_key(list_id: str) -> tuple[str, str]:
    """One price list."""
    return LISTS, f"LIST#{list_id}"


def price_key(list_id: str, sku: str) -> tuple[str, str]:
    """The prices of one SKU in one list."""
    return f"LIST#{list_id}", f"SKU#{sku}"


class CategoryRecord(Record):
    """A category of products: its id, and its names."""

    KIND = "category"
    Meta = meta("catalog")

    category = UnicodeAttribute()
    name = UnicodeAttribute()
    name_en = UnicodeAttribute()


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
