import { describe, expect, it } from "vitest";
import {
  cents,
  grouped,
  groupedPrice,
  groupedWhole,
  hundredths,
  percent,
  readMoney,
  readWhole,
  sum,
} from "../src/kernel/money";

describe("money stays text", () => {
  it.each([
    ["0", "0.00"],
    ["0.5", "0.50"],
    ["999", "999.00"],
    ["1000", "1,000.00"],
    ["1234567.5", "1,234,567.50"],
    ["-1234.50", "-1,234.50"],
    ["-999.99", "-999.99"],
    ["123456789012.34", "123,456,789,012.34"],
    ["00012.30", "12.30"],
  ])("groups %s as %s", (amount, shown) => {
    expect(grouped(amount)).toBe(shown);
  });

  it.each(["", "1.234", "1e3", "abc", "1,000", "1234567890123"])("leaves %j as it is", (text) => {
    expect(grouped(text)).toBe(text);
    expect(cents(text)).toBeNull();
  });

  it.each([
    ["12000.5", "12000.50"],
    [" 1,200 ", "1200.00"],
    ["１２００．５０", "1200.50"],
    ["¥1，234，567.89", "1234567.89"],
    ["0", "0.00"],
    ["-5", "-5.00"],
    ["0.10", "0.10"],
  ])("reads %j as %s", (typed, amount) => {
    expect(readMoney(typed)).toBe(amount);
  });

  it.each(["", "1,20", "12,34,567", "1.2.3", "1.005", "12 000 x", "1,000,00", "NaN", "1e5", "1234567890123"])(
    "reads no amount in %j",
    (typed) => {
      expect(readMoney(typed)).toBeNull();
    },
  );

  it("compares what no floating figure could tell apart", () => {
    expect(cents("999999999999.98")).toBe(99999999999998n);
    expect(cents("0.1")).toBe(10n);
    expect(cents("-0.01")).toBe(-1n);
  });

  it.each([
    ["95.0000", "95.00"],
    ["0.0125", "0.0125"],
    ["1234.5600", "1,234.56"],
    ["0.350", "0.35"],
    ["12", "12.00"],
    ["0.00000001", "0.00000001"],
  ])("shows the unit price %s as %s", (price, shown) => {
    expect(groupedPrice(price)).toBe(shown);
  });

  it.each([
    ["0", "0"],
    ["1200", "1,200"],
    ["-1200", "-1,200"],
    ["1200.5", "1200.5"],
  ])("shows %s pieces as %s", (count, shown) => {
    expect(groupedWhole(count)).toBe(shown);
  });

  it.each([
    ["0.02", "2%"],
    ["0.015", "1.5%"],
    ["0.1234", "12.34%"],
    ["1", "100%"],
    ["-0.05", "-5%"],
    ["0.0005", "0.05%"],
    ["0.1", "10%"],
    ["12.5", "1,250%"],
    ["much", "much"],
  ])("shows the ratio %s as %s", (ratio, shown) => {
    expect(percent(ratio)).toBe(shown);
  });
});

describe("money is added as whole cents", () => {
  it.each([
    [["0.10", "0.20"], "0.30"],
    [["-0.50", "0.20"], "-0.30"],
    [["9999999999.99", "0.01"], "10000000000.00"],
    [[], "0.00"],
  ])("%j comes to %s", (amounts, total) => {
    expect(sum(amounts)).toBe(total);
  });

  it.each([
    [" 1,200 ", 1200],
    ["１２００", 1200],
    ["0", 0],
    ["1,20", null],
    ["-1", null],
    ["1.5", null],
    ["1234567890", null],
    ["", null],
  ])("reads %j as the whole number %s", (typed, read) => {
    expect(readWhole(typed)).toBe(read);
  });

  it.each([
    ["30000", "80000", 37],
    ["0.5", "1", 50],
    ["-3", "80000", 0],
    ["90000", "80000", 100],
    ["5", "0", 0],
  ])("%s of %s is %s hundredths", (part, whole, shown) => {
    expect(hundredths(part, whole)).toBe(shown);
  });
});
