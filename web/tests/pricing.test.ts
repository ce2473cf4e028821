import { expect, test } from "vitest";
import { changedLines, lowered, refusedLines, shortagesOf } from "../src/basket/problems";
import { ApiError } from "../src/kernel/errors";
import { seenPage } from "../src/pricing/catalog";
import { barred, discountsOf, less, nextSteps } from "../src/pricing/quote_view";

const AT = "2026-11-01T02:00:00.000Z";

function seen(sku: string, name: string, category = "paint"): Parameters<typeof seenPage>[0][number] {
  const more = {
    name_en: `Product ${sku}`,
    category_name: "涂料",
    category_name_en: "Paint",
    unit: "桶",
    case_size: 4,
  };
  return { value: { sku, name, category, ...more, tax_rate: "0.13", available: 9, prices: [] }, at: AT };
}

const SEEN = [seen("A-1", "净味乳胶漆"), seen("A-2", "防霉乳胶漆"), seen("B-1", "滚筒刷", "tools")];

test.each([
  [{}, ["A-1", "A-2", "B-1"]],
  [{ q: "乳胶漆 净味" }, ["A-1"]],
  [{ q: " PRODUCT a" }, ["A-1", "A-2"]],
  [{ category: "tools" }, ["B-1"]],
  [{ q: "乳胶漆", category: "tools" }, []],
])("what was seen is searched by %o", (filter, skus) => {
  expect(seenPage(SEEN, filter, undefined).items.map(({ sku }) => sku)).toEqual(skus);
});

test("what was seen goes on page by page, and says when it was seen", () => {
  const many = Array.from({ length: 51 }, (_, at) => seen(`S${100 + at}`, "漆"));
  const first = seenPage(many, {}, undefined);
  expect([first.items.length, first.items[0]?.seenAt]).toEqual([50, AT]);
  const second = seenPage(many, {}, first.next ?? "");
  expect([second.items.map(({ sku }) => sku), second.next]).toEqual([["S150"], null]);
});

const TERMS = { steps: [], repeat: false, maximum: null, products: { skus: [], categories: [], excluded_skus: [] } };
const NOTHING = { winner: null, next_step: null, missing_quantity: null, missing_amount: null };

test("a quote's promotions are summed over its lines, to the cent", () => {
  const line = (...applied: [string, string][]): never =>
    ({ applied: applied.map(([promotion, amount]) => ({ promotion, amount })) }) as never;
  expect(discountsOf({ lines: [line(["P", "0.10"], ["Q", "5.00"]), line(["P", "0.20"])] })).toEqual([
    { promotion: "P", amount: "0.30" },
    { promotion: "Q", amount: "5.00" },
  ]);
  expect(less("10.00", "10.01")).toBe("-0.01");
});

test("what buying more would bring is told apart from what cannot be helped", () => {
  const quote = {
    order_discounts: [
      { promotion: "A", amount: "80.00", next_step: { spend: "240.00", save: "80.00" }, ...TERMS },
      { promotion: "B", amount: "5.00", next_step: null, ...TERMS },
    ],
    not_applied: [
      { ...NOTHING, promotion: "C", reason: "below_buy_quantity" as const, missing_quantity: 3 },
      { ...NOTHING, promotion: "D", reason: "below_first_step" as const, next_step: { spend: "1.00", save: "0.50" } },
      { ...NOTHING, promotion: "E", reason: "quota_exhausted" as const, missing_quantity: 2 },
      { ...NOTHING, promotion: "F", reason: "another_won" as const, winner: "A" },
    ],
  };
  expect(nextSteps(quote)).toEqual([
    { promotion: "A", spend: "240.00", save: "80.00" },
    { promotion: "C", pieces: 3 },
    { promotion: "D", spend: "1.00", save: "0.50" },
  ]);
  expect(barred(quote).map(({ promotion }) => promotion)).toEqual(["E", "F"]);
});

test("refusals name their lines", () => {
  const details = [{ field: "lines.1.sku", problem: "is not sold", sku: "Z" }];
  expect([...refusedLines(new ApiError(422, "unknown_sku", details))]).toEqual([["Z", "unknown_sku"]]);
  expect([...refusedLines(new ApiError(422, "invalid", details))]).toEqual([]);
  const lines = [
    { sku: "A", quantity: 9 },
    { sku: "B", quantity: 2 },
    { sku: "C", quantity: 1 },
  ];
  const short = shortagesOf([
    { sku: "A", wanted: 9, available: 4, lines: [1] },
    { sku: "B", wanted: 2, available: 0, lines: [2] },
  ]);
  expect(lowered(lines, short)).toEqual([
    { sku: "A", quantity: 4 },
    { sku: "C", quantity: 1 },
  ]);
  expect(
    changedLines({ A: "1.00", B: "2.00" }, [
      { sku: "A", net: "1.10" },
      { sku: "B", net: "2.00" },
      { sku: "C", net: "3.00" },
    ]),
  ).toEqual([{ sku: "A", before: "1.00", now: "1.10" }]);
});
