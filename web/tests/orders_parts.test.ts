import { describe, expect, it } from "vitest";
import { chosen, typedOf } from "../src/orders/part_rules";

const LINES = [
  { line: 1, left: 40 },
  { line: 3, left: 1200 },
  { line: 4, left: 2 },
];

describe("parts to ship or receive", () => {
  it("takes all that is left where nothing was typed", () => {
    expect(chosen(LINES, {})).toEqual({
      parts: [
        { line: 1, quantity: 40 },
        { line: 3, quantity: 1200 },
        { line: 4, quantity: 2 },
      ],
      pieces: 1242,
      whole: true,
      problems: new Map(),
    });
    expect(typedOf({ line: 3, left: 1200 }, {})).toBe("1200");
  });

  it("leaves out lines of which nothing goes, and reads what people type", () => {
    expect(chosen(LINES, { 1: "", 3: "１，２００", 4: " 0 " })).toEqual({
      parts: [{ line: 3, quantity: 1200 }],
      pieces: 1200,
      whole: false,
      problems: new Map(),
    });
  });

  it("names what is no whole number and what is more than is left", () => {
    const { parts, problems, whole } = chosen(LINES, { 1: "41", 3: "1.5", 4: "-1" });
    expect(problems).toEqual(
      new Map([
        [1, "too_many"],
        [3, "no_number"],
        [4, "no_number"],
      ]),
    );
    expect([parts, whole]).toEqual([[], false]);
  });

  it("is not whole where one line is wrong, however the pieces add up", () => {
    expect(chosen(LINES, { 4: "3" }).whole).toBe(false);
  });
});
