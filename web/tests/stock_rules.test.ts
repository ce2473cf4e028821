import { describe, expect, it } from "vitest";
import { readLimits } from "../src/stock/limit_rules";
import { orderBehind, rightsAt } from "../src/stock/location_rules";
import { readLines } from "../src/stock/stock_lines";

function short(text: string, kind: "receipt" | "count"): unknown[] {
  return readLines(text, kind).map(({ row, sku, quantity, problem }) => [row, sku, quantity, problem]);
}

describe("pasted lines of a receipt or a count", () => {
  it("reads a spreadsheet's rows and what is typed, passing over headings and empty rows", () => {
    const text = "商品编号\t名称\t数量\r\nA-1\t界面底漆 5L\t1,200\r\n\r\nB-2 48\nC-3，7\nD.4;０";
    expect(short(text, "count")).toEqual([
      [2, "A-1", 1200, null],
      [4, "B-2", 48, null],
      [5, "C-3", 7, null],
      [6, "D.4", 0, null],
    ]);
  });

  it("says what is wrong with a line, and guesses nothing", () => {
    expect(short("A-1 0\nB-2\nC-3 5 6\nD-4 1.5\nE-5 1\nE-5 2", "receipt")).toEqual([
      [1, "A-1", 0, "none"],
      [2, "B-2", null, "no_number"],
      [3, "C-3", null, "no_number"],
      [4, "D-4", null, "no_number"],
      [5, "E-5", 1, null],
      [6, "E-5", 2, "twice"],
    ]);
  });

  it("takes a first row for a heading only where it names one", () => {
    expect(short("SKU quantity\nA-1 2", "receipt")).toEqual([[2, "A-1", 2, null]]);
    expect(short("A-1 two", "receipt")).toEqual([[1, "A-1", null, "no_number"]]);
  });
});

describe("limits of a level", () => {
  it("sends what was typed; an empty limit is taken away, an empty safety is none", () => {
    expect(readLimits({ sku: " A-1 ", safety: "", low: "5", high: "" })).toEqual({
      limits: { sku: "A-1", low: 5, high: null, safety: 0 },
    });
    expect(readLimits({ sku: "A-1", safety: null, low: "", high: "1,000" })).toEqual({
      limits: { sku: "A-1", low: null, high: 1000 },
    });
  });

  it("names the fields that are wrong", () => {
    expect(readLimits({ sku: "", safety: "x", low: "9", high: "8" })).toEqual({
      problems: new Map([
        ["sku", "missing"],
        ["safety", "no_number"],
        ["low", "crossed"],
      ]),
    });
  });
});

describe("who may do what where", () => {
  it("keeps the warehouses to the maker's people, and a dealer's stock to the dealer", () => {
    const dealer = { dealer_id: "D1", permissions: ["set_thresholds" as const] };
    const keeper = { dealer_id: null, permissions: ["set_thresholds" as const, "move_stock" as const] };
    expect(rightsAt("DEALER-D1", dealer)).toEqual({ figures: true, movements: true, limits: true, record: false });
    expect(rightsAt("WH-EAST", dealer)).toEqual({ figures: false, movements: false, limits: false, record: false });
    expect(rightsAt("WH-EAST", keeper)).toEqual({ figures: true, movements: true, limits: true, record: true });
    expect(rightsAt("DEALER-D1", keeper)).toEqual({ figures: true, movements: true, limits: false, record: false });
  });

  it("knows the order that a movement comes of", () => {
    expect(orderBehind("shipment:D1-261124020055YQC-S12")).toBe("D1-261124020055YQC");
    expect(orderBehind("receipt:D1-261124020055YQC-R1")).toBe("D1-261124020055YQC");
    expect(orderBehind("receipt:WH-EAST-261124T020055-7K3M9")).toBeNull();
    expect(orderBehind("count:WH-EAST-261124T020055-7K3M9")).toBeNull();
  });
});
