"""Who buys what and when: the dealers' habits, and the orders that tell a story. Months count from 0, the first."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from random import Random

from chalicelib.stock.rules import Pieces
from infra.seed.goods import Ware


class Course(StrEnum):
    """What becomes of an order."""

    PLAIN = "plain"
    PARTS = "parts"
    BACKLOG = "backlog"
    SLOW_RECEIPT = "slow_receipt"
    SHORT = "short"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    DRAFT = "draft"


COURSES: dict[Course, tuple[tuple[int, str], ...]] = {
    Course.PLAIN: ((0, "submit"), (3, "confirm"), (26, "ship"), (74, "receive"), (98, "close")),
    Course.PARTS: (
        *((0, "submit"), (3, "confirm"), (26, "ship_half"), (74, "receive")),
        *((170, "ship"), (218, "receive"), (242, "close")),
    ),
    Course.BACKLOG: (
        *((0, "submit"), (3, "confirm"), (26, "ship_half"), (74, "receive")),
        *((602, "ship"), (650, "receive"), (674, "close")),
    ),
    Course.SLOW_RECEIPT: (
        *((0, "submit"), (3, "confirm"), (26, "ship"), (74, "receive_half")),
        *((146, "receive"), (170, "close")),
    ),
    Course.SHORT: ((0, "submit"), (3, "confirm"), (26, "ship_half"), (74, "receive"), (240, "close")),
    Course.REJECTED: ((0, "submit"), (4, "reject")),
    Course.CANCELLED: ((0, "submit"), (3, "confirm"), (20, "cancel")),
    Course.DRAFT: ((0, "draft"),),
}
"""What happens to an order, so many hours after it is placed."""


@dataclass(frozen=True)
class Habit:
    """How a dealer buys and pays.

    `buys`: day of the month (the first is 0) and about how many yuan. `pays`: days after a shipment and the share of
    its invoice; the last part is all that is open then. None pays in advance.
    """

    buys: tuple[tuple[int, int], ...]
    likes: tuple[str, ...]
    pays: tuple[tuple[int, Decimal], ...] | None


def _after(days: int) -> tuple[tuple[int, Decimal], ...]:
    return ((days, Decimal(1)),)


_PAINTS = ("interior_paint", "exterior_paint")
_WALLS = ("interior_paint", "putty")
_TILES = ("tile_adhesive", "putty")
_WATER = ("waterproofing",)

HABITS = {
    "tiancheng": Habit(((3, 108_000), (18, 92_000)), (*_PAINTS, "putty", "waterproofing"), _after(22)),
    "hengda": Habit(((5, 62_000), (16, 54_000)), (*_PAINTS, "tile_adhesive"), _after(28)),
    "northstar": Habit(((4, 43_000), (17, 36_000)), _PAINTS, _after(41)),
    "jiangyue": Habit(((8, 58_000),), (*_WALLS, "waterproofing"), _after(12)),
    "luming": Habit(((10, 22_500),), _WALLS, _after(27)),
    "quandai": Habit(((6, 92_000),), (*_PAINTS, "waterproofing"), _after(18)),
    "jingulan": Habit(((2, 33_000),), _PAINTS, _after(38)),
    "yanling": Habit(((7, 54_000),), _WALLS, _after(33)),
    "yuelan": Habit(((6, 128_000),), (*_PAINTS, *_TILES), _after(40)),
    "pengyi": Habit(((3, 44_000), (17, 38_000)), _WATER, ((12, Decimal("0.5")), (24, Decimal(1)))),
    "xiangyu": Habit(((9, 47_000),), _TILES, _after(25)),
    "luyu": Habit(((12, 26_000),), ("interior_paint", "tile_adhesive"), None),
}
"""jingulan pays each invoice a week late, pengyi in two parts: by the time at which a month is settled the first of its
two orders is paid and the second is not, so what its waterproofing earned is corrected a month later."""

SEASON = tuple(map(Decimal, ("0.85", "0.92", "1.00", "1.08", "1.00", "1.05", "0.95")))
"""How much is bought in each month, the present one being the last."""


@dataclass(frozen=True)
class Special:
    """An order that goes another way. `lines` take the place of the habit's; `paid` is false where nobody pays; with
    `redeems` the rebate wallet pays what it may."""

    course: Course = Course.PLAIN
    lines: tuple[tuple[str, int], ...] = ()
    paid: bool = True
    redeems: bool = False


CAPPED_MONTH = MISSED_MONTH = 3

SPECIAL = {
    ("tiancheng", 1, 0): Special(Course.PARTS),
    ("luming", 1, 0): Special(Course.REJECTED),
    ("northstar", 2, 1): Special(Course.PARTS),
    ("jiangyue", 2, 0): Special(Course.SLOW_RECEIPT),
    ("xiangyu", 2, 0): Special(Course.SHORT),
    ("yuelan", 1, 0): Special(Course.CANCELLED),
    ("tiancheng", 4, 0): Special(redeems=True),
    ("hengda", 4, 1): Special(Course.SLOW_RECEIPT),
    ("quandai", 5, 0): Special(Course.PARTS),
    ("yanling", 2, 0): Special(paid=False),
    ("yanling", 3, 0): Special(Course.BACKLOG, paid=False),
    # 137,300.00 and 148,540.00: two and a half percent of both are more than the cap of the monthly program.
    ("tiancheng", CAPPED_MONTH, 0): Special(lines=(("NW-18L-01", 200), ("WQ-18L-01", 100))),
    ("tiancheng", CAPPED_MONTH, 1): Special(
        lines=(("NW-18L-01", 100), ("WQ-18L-02", 60), ("FS-18K-02", 120), ("NZ-20K-01", 1000), ("CZ-25K-01", 400))
    ),
    # 66,840.00 and 81,792.00: 1,368.00 less than the third tier of the monthly program asks for.
    ("hengda", MISSED_MONTH, 0): Special(lines=(("NW-18L-01", 100), ("NZ-20K-02", 400), ("CZ-2K-02", 24))),
    ("hengda", MISSED_MONTH, 1): Special(lines=(("WQ-18L-01", 120), ("DQ-18L-01", 48))),
}
"""By dealer, month and number within the month."""

STOPS = {"yanling": 4}
"""From that month on a dealer orders no more: it owes too much."""

RECENT = (
    ("tiancheng", 100, Course.PARTS),
    ("jiangyue", 90, Course.SLOW_RECEIPT),
    ("quandai", 50, Course.PLAIN),
    ("xiangyu", 20, Course.PLAIN),
    ("hengda", 6, Course.DRAFT),
    ("yuelan", 2.5, Course.PLAIN),
    ("northstar", 2, Course.PLAIN),
)
"""The latest orders, placed so many hours ago: in part shipped, in part received, on the way, confirmed, a draft, two
submitted. All lie more than an hour back, so that nobody is mailed about them."""

RETURNS: dict[str, tuple[str, tuple[tuple[float, str], ...]]] = {
    "recent-tiancheng": ("两桶外墙漆的桶盖磕变形，漆没有漏，客户不肯收。", ((80, "request"),)),
    "quandai-5-0": ("型号送错，工地要的是另一种颜色。", ((90, "request"), (94, "approve"))),
    "jiangyue-5-0": ("腻子受潮结块，包装袋有水渍。", ((150, "request"), (168, "approve"), (216, "take_in"))),
    "luming-5-0": ("订多了，想退两袋。", ((120, "request"), (140, "reject"))),
    "yuelan-5-0": ("客户改主意，暂时不用了。", ((110, "request"), (113, "withdraw"))),
    "xiangyu-4-0": (
        "两袋瓷砖胶破袋，无法使用。",
        ((-140, "request"), (-120, "approve"), (-90, "take_in"), (-88, "inspect"), (-52, "credit")),
    ),
}
"""What came back of an order and why, so many hours after the order was placed, or (below zero) so many before now: one
return in each state. The last one is of a month that is settled: the next settlement takes its rebate back."""

NOTES: dict[str, tuple[tuple[float, str, str], ...]] = {
    "recent-tiancheng": (
        (75, "", "第一批货已收到。有两桶外墙漆的桶盖磕变形了，漆没有漏，照片稍后发给陈经理。余下的货大概哪天能发？"),
        (76.5, "sales", "李总您好，变形的两桶已登记，下次送货时给您换新。余下的货计划本周四从华东仓发出。"),
        (92, "", "好的。周四送货请安排在下午三点以后，上午工地限行，大车进不来。"),
    ),
    "recent-quandai": (
        (28, "", "请问货车大概什么时候到？我们仓库下午五点下班。"),
        (30, "warehouse", "预计明天上午十点前到，司机到达前半小时会给您打电话。"),
    ),
}
"""What was written about an order, so many hours after it was placed: by one of the staff, or ("") by the dealer. The
first thread waits for an answer."""
STATEMENT_NOTES = (
    (50, "", "少收的两桶是 NW 系列内墙漆，送货单上司机签了字。需要我们把原件寄过去吗？"),
    (55, "finance", "张经理您好，扫描件就可以，请先不要寄原件。我们正在和仓库核对出库记录，三个工作日内答复您。"),
    (71, "", "扫描件已发到对账邮箱，麻烦核对后回复一下。"),
)
"""What was written about the statement that is disputed, so many hours after it was sent."""
REGISTRATION_NOTE = "请问除了营业执照，还需要提供品牌授权书吗？另外我们还有一个余姚的仓库，可以登记两个收货地址吗？"
"""What the applicant who waits asks."""


def basket(name: str, amount: Decimal, likes: tuple[str, ...], goods: list[Ware]) -> list[Pieces]:
    """About so many yuan of what a dealer likes, in whole cases, and a tool: the same for the same name."""
    chance = Random(name)  # noqa: S311 - figures of a demo, the same every time
    liked = [ware for ware in goods if ware["category"] in likes]
    tools = [ware for ware in goods if ware["category"] == "tools"]
    chosen = chance.sample(liked, chance.randint(3, 4))
    weights = [chance.randint(2, 5) for _ in chosen]
    spent = [(ware, amount * weight / sum(weights)) for ware, weight in zip(chosen, weights, strict=True)]
    spent.append((chance.choice(tools), amount / 40))
    return [Pieces(ware["sku"], _pieces(ware, worth)) for ware, worth in spent]


def _pieces(ware: Ware, worth: Decimal) -> int:
    cases = round(worth / ware["price"] / ware["case_size"])
    return max(cases, 1) * ware["case_size"]
