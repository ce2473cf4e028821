/** What is typed into the editor of campaigns becomes exactly what the API takes; where their days lie. */
import { expect, it, test } from "vitest";
import { placesOn, windowOf } from "../src/promotions/calendar_rules";
import { emptyDraft, NO_OFFER, problemOf, readDraft, type Draft } from "../src/promotions/draft";

const WRITTEN: Draft = {
  ...emptyDraft("2026-11-01"),
  name: " 满减季 ",
  last_day: "2026-11-30",
  terms: " 条款 ",
};

test.each([
  [
    { kind: "percent_off", figure: "12.5" },
    { kind: "percent_off", percent: "12.5" },
  ],
  [
    { kind: "amount_off", figure: "１.50" },
    { kind: "amount_off", amount: "1.50" },
  ],
  [
    { kind: "fixed_price", figure: "1,200" },
    { kind: "fixed_price", price: "1200" },
  ],
  [
    { kind: "buy_x_get_y", buy: "10", get: "1", get_sku: "B" },
    { kind: "buy_x_get_y", buy: 10, get: 1, get_sku: "B" },
  ],
  [
    { kind: "spend_and_save", repeat: true, steps: [{ id: 1, spend: "100", save: "8" }], maximum: "50" },
    { kind: "spend_and_save", repeat: true, steps: [{ spend: "100", save: "8" }], maximum: "50" },
  ],
] as const)("%o is an offer as the API wants it", (typed, offer) => {
  const { promotion, unread } = readDraft({ ...WRITTEN, ...typed });
  expect(unread).toEqual([]);
  expect(promotion.offer).toEqual({ ...NO_OFFER, ...offer });
});

it("leaves out what is not filled in", () => {
  const { promotion } = readDraft({ ...WRITTEN, figure: "5" });
  expect([promotion.name, promotion.name_en, promotion.group, promotion.priority]).toEqual([
    "满减季",
    null,
    "default",
    100,
  ]);
  expect([promotion.budget, promotion.quota, promotion.succeeds]).toEqual([null, null, null]);
});

it("names what does not read as anything", () => {
  const typed = { figure: "ten", budget: "x", quota: "0", priority: "first", last_day: "2026-10-31", terms: " " };
  expect(readDraft({ ...WRITTEN, ...typed }).unread).toEqual([
    "offer.percent",
    "priority",
    "last_day",
    "budget",
    "quota",
    "terms",
  ]);
});

test.each([
  ["offer.steps", "steps"],
  ["offer.steps.1.spend", "step"],
  ["products.skus", "products"],
  ["succeeds", null],
])("a problem with %s is said as %s", (field, problem) => {
  expect(problemOf(field)).toBe(problem);
});

test.each([
  ["2026-10-18", "2026-10-18", { left: 0, width: 1.18 }],
  ["2026-01-01", "2027-12-31", { left: 0, width: 100 }],
  ["2026-11-01", "2026-11-07", { left: 16.47, width: 8.24 }],
  ["2025-01-01", "2025-02-01", { left: 0, width: 0 }],
])("from %s to %s lies at %o of twelve weeks and a day", (from, until, places) => {
  expect(placesOn(windowOf("2026-11-01"), from, until)).toEqual(places);
});
