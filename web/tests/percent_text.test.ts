/** Percentages as typed and ratios as sent are the same figure, digit by digit. */
import { describe, expect, it } from "vitest";
import { percentOf, readFigure, readPercent } from "../src/rebates/percent_text";

describe("a percentage that is typed", () => {
  it.each([
    ["2.5", "0.025"],
    ["2.5%", "0.025"],
    [" ２．５％ ", "0.025"],
    ["0.0001", "0.000001"],
    ["0.6", "0.006"],
    ["10", "0.1"],
    ["12.3456", "0.123456"],
    ["100", "1"],
    ["100.00", "1"],
    ["1,250", "12.5"],
    ["0", "0"],
    ["007", "0.07"],
    ["33.33", "0.3333"],
  ])("%s is the ratio %s", (typed, ratio) => {
    expect(readPercent(typed, 4)).toBe(ratio);
  });

  it.each(["", "%", "-1", "1.", ".5", "2,5", "1e2", "1.23456", "abc", "2.5%%"])("%s is none", (typed) => {
    expect(readPercent(typed, 4)).toBeNull();
  });

  it("has at most so many decimals", () => {
    expect(readPercent("2.25", 2)).toBe("0.0225");
    expect(readPercent("2.255", 2)).toBeNull();
  });

  it("is shown as it was typed", () => {
    expect(["0.025", "0.006", "1", "0.000001", "12.5", "0"].map(percentOf)).toEqual([
      "2.5",
      "0.6",
      "100",
      "0.0001",
      "1250",
      "0",
    ]);
  });
});

describe("a figure that is typed", () => {
  it("keeps its decimals and nothing else", () => {
    expect(readFigure("20,000", 2)).toBe("20000");
    expect(readFigure("０.50", 4)).toBe("0.50");
    expect(readFigure("1.5", 0)).toBeNull();
    expect(readFigure("20,00", 2)).toBeNull();
    expect(readFigure("-5", 2)).toBeNull();
  });
});
