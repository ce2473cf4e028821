/** Periods ahead, the slider of one more order, what ends a program, and when a back-test stands still. */
import { describe, expect, it } from "vitest";
import { firstDayOf, lastDayOf, nextPeriods } from "../src/kernel/periods";
import { standsStill } from "../src/rebates/backtest_queries";
import { periodsToEnd } from "../src/rebates/end_program";
import type { Program } from "../src/rebates/program_queries";
import { sliderOf } from "../src/rebates/slider_rules";

describe("periods", () => {
  it("come one after the other from the one of a day on", () => {
    expect(nextPeriods("month", "2026-11-28", 3)).toEqual(["2026-11", "2026-12", "2027-01"]);
    expect(nextPeriods("quarter", "2026-11-28", 2)).toEqual(["2026-Q4", "2027-Q1"]);
    expect(nextPeriods("year", "2026-11-28", 2)).toEqual(["2026", "2027"]);
  });

  it("have a first and a last day", () => {
    expect(["2026-02", "2028-02", "2026-Q4", "2026"].map(firstDayOf)).toEqual([
      "2026-02-01",
      "2028-02-01",
      "2026-10-01",
      "2026-01-01",
    ]);
    expect(["2026-02", "2028-02", "2026-Q4", "2026"].map(lastDayOf)).toEqual([
      "2026-02-28",
      "2028-02-29",
      "2026-12-31",
      "2026-12-31",
    ]);
  });
});

it("a program ends with a period that is not past, before its own last day", () => {
  const program = { period_kind: "quarter", first_day: "2026-01-01", last_day: "2027-06-30" } as Program;
  expect(periodsToEnd(program, "2026-11-28")).toEqual(["2026-Q4", "2027-Q1"]);
  expect(periodsToEnd({ ...program, first_day: "2027-01-01", last_day: null }, "2026-11-28")[0]).toBe("2027-Q1");
});

describe("the slider", () => {
  const line = (measured: string, missing: string | null): Parameters<typeof sliderOf>[0] =>
    ({ result: { measured }, next_tier: missing === null ? null : { missing } }) as Parameters<typeof sliderOf>[0];

  it("goes to twice what is missing, and begins where the next tier is reached", () => {
    expect(sliderOf(line("1500.00", "12345.67"))).toEqual({ most: "25000", step: "250", start: "12345.67" });
  });

  it("goes to half of what was measured where there is no next tier", () => {
    expect(sliderOf(line("90000.50", null))).toEqual({ most: "45000", step: "450", start: "11250" });
  });

  it("has room where nothing was measured", () => {
    expect(sliderOf(line("-20.00", null))).toEqual({ most: "100", step: "1", start: "25" });
  });
});

it("a back-test stands still when it has not moved for a quarter of an hour", () => {
  const now = new Date("2026-11-28T10:00:00Z");
  const at = (moved_at: string, state: "running" | "done" = "running"): boolean =>
    standsStill({ state, moved_at }, now);
  expect([at("2026-11-28T09:46:00Z"), at("2026-11-28T09:44:00Z"), at("2026-11-28T09:00:00Z", "done")]).toEqual([
    false,
    true,
    false,
  ]);
});
