/** What is typed into the editor of programs becomes exactly what the API takes. */
import { expect, it } from "vitest";
import { draftOf, emptyDraft, misfits, problemOf, readDraft, type Draft } from "../src/rebates/program_draft";
import { stepsOf } from "../src/rebates/run_progress";

const WRITTEN: Draft = {
  ...emptyDraft("2026-11-01"),
  name: " 增长返利 ",
  period_kind: "quarter",
  partial: true,
  grades: ["A"],
  tiers: [
    { id: 1, from: "5", pays: "1.25" },
    { id: 2, from: "12.5", pays: "2" },
  ],
  by_growth: true,
  collection: [{ id: 1, days: "30", factor: "80" }],
  cap: "6,000",
  no_overdue_days: "0",
  budget: "36,000.50",
};

it("reads figures as exact text", () => {
  const { program, unread } = readDraft(WRITTEN);
  expect(unread).toEqual([]);
  expect(program).toEqual({
    name: "增长返利",
    period_kind: "quarter",
    partial: true,
    audience: { grades: ["A"], regions: [], dealers: [] },
    first_day: "2026-11-01",
    last_day: null,
    terms: {
      measure: "net_amount",
      basis: "shipped",
      attribution: "own",
      products: { categories: [], skus: [], excluded_skus: [] },
      tier_method: "whole",
      tiers: [
        { from: "0.05", rate: "0.0125", per_unit: null, fixed: null },
        { from: "0.125", rate: "0.02", per_unit: null, fixed: null },
      ],
      growth: { baseline: "previous_period", without_baseline: "exclude", pay_on: "total" },
      collection: [{ within_days: 30, factor: "0.8" }],
      cap: "6000",
      minimum_payout: null,
      stacking_group: null,
      no_overdue_days: 0,
    },
    budget: "36000.50",
  });
});

it("writes a saved program back as it was typed", () => {
  const { program } = readDraft(WRITTEN);
  const saved = { ...program, program_id: "P-1", made_at: "2026-11-01T00:00:00Z", version: 1 };
  expect(readDraft(draftOf(saved, "2026-11-01")).program).toEqual(program);
});

it("names what cannot be read as the API names it", () => {
  const { unread } = readDraft({
    ...emptyDraft("2026-11-01"),
    cap: "much",
    collection: [{ id: 1, days: "", factor: "8x" }],
  });
  expect(unread).toEqual([
    "name",
    "terms.tiers.0.from",
    "terms.tiers.0.rate",
    "terms.collection.0.within_days",
    "terms.collection.0.factor",
    "terms.cap",
  ]);
});

it("knows what does not go together", () => {
  const draft = emptyDraft("2026-11-01");
  expect(misfits(draft)).toEqual([]);
  expect(misfits({ ...draft, tier_method: "slab", pay_kind: "per_unit" })).toEqual(["terms.tier_method"]);
  expect(misfits({ ...draft, tier_method: "slab", pay_kind: "per_unit", measure: "quantity" })).toEqual([]);
  expect(misfits({ ...draft, tier_method: "total", by_growth: true })).toEqual(["terms.growth"]);
  expect(misfits({ ...draft, pay_kind: "fixed", by_growth: true, pay_on: "increment" })).toEqual([
    "terms.growth.pay_on",
  ]);
});

it("says of each refused field what is wanted there", () => {
  const fields = ["program.terms.tiers.1.from", "terms.tiers.0.per_unit", "terms.tiers.0", "terms.growth.pay_on"];
  expect(fields.map(problemOf)).toEqual(["tier_from", "tier_per_unit", "tiers", "pay_on"]);
  expect(
    ["terms.collection.2.factor", "terms.cap", "audience.dealers", "last_day", "dealer_id"].map(problemOf),
  ).toEqual(["factor", "amount", "audience", "last_day", null]);
});

it("shows where each step of a run stands", () => {
  const began = { computing: "2026-11-04T01:00:00Z", asking: "2026-11-04T01:05:00Z" };
  const run = { state: "open", stage: "asking", began, started_at: "2026-11-04T00:59:00Z", ended_at: null } as const;
  const standings = stepsOf({ ...run, parts: 3, computed: 3, posted: 0 }).map(({ standing }) => standing);
  expect(standings).toEqual(["done", "done", "now", "waits", "waits"]);
  const failed = stepsOf({ ...run, state: "failed", stage: "computing", parts: 3, computed: 2, posted: 0 });
  expect(failed.map(({ standing }) => standing)).toEqual(["done", "stopped", "waits", "waits", "waits"]);
  expect(failed[1]).toEqual({ name: "computing", standing: "stopped", at: began.computing, done: 2, parts: 3 });
  const closed = stepsOf({ ...run, state: "closed", stage: "posting", parts: 3, computed: 3, posted: 3 });
  expect(closed.every(({ standing }) => standing === "done")).toBe(true);
});
