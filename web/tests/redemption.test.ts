import { expect, test } from "vitest";
import { offers, redeemed, rest, shortBeside } from "../src/basket/redemption";

const QUOTE = {
  total: "100.00",
  credit_short: "20.00",
  redemption: { available: "45.00", percent: 30, most: "30.00", wholly: false },
};
const part = (typed: string): { way: "part"; typed: string } => ({ way: "part", typed });

test("an amount within the share is redeemed, and no other", () => {
  expect(redeemed(part("30"), QUOTE)).toBe("30.00");
  for (const typed of ["30.01", "0", "", "-1", "abc"]) expect(redeemed(part(typed), QUOTE)).toBeNull();
  expect(redeemed({ way: "none" }, QUOTE)).toBe("0.00");
});

test("the whole is paid where the wallet may", () => {
  expect(redeemed({ way: "whole" }, QUOTE)).toBeNull();
  expect(redeemed({ way: "whole" }, { ...QUOTE, redemption: { ...QUOTE.redemption, wholly: true } })).toBe("100.00");
});

test("what is redeemed needs no credit, and is not to be paid otherwise", () => {
  expect(shortBeside(QUOTE, "15.00")).toBe("5.00");
  expect(shortBeside(QUOTE, "30.00")).toBe("0.00");
  expect(rest(QUOTE, "30.00")).toBe("70.00");
});

test("it is offered where it may pay anything", () => {
  expect(offers(QUOTE)).toBe(true);
  expect(offers({ ...QUOTE, redemption: { ...QUOTE.redemption, most: "0.00" } })).toBe(false);
});
