import { describe, expect, it } from "vitest";
import { checkCharacter, codeProblem, mended } from "../src/onboarding/credit_code";

const RIGHT = "91350100M000100Y43";
const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

describe("a unified social credit code", () => {
  it.each([RIGHT, "91310115MA1K400015", "91330106MA2K40002M", "91330203MA2K40004M", "91440103MA5K4000AG"])(
    "%s is right",
    (code) => {
      expect(codeProblem(code)).toBeNull();
      expect(checkCharacter(code.slice(0, -1))).toBe(code.slice(-1));
    },
  );

  it("mends what a person cannot mean otherwise", () => {
    expect(mended(" 9135 0100-m000 100y43 ")).toBe(RIGHT);
    expect(mended("９１３５０１００Ｍ０００１００Ｙ４３")).toBe(RIGHT);
    expect(mended("\ufeff91350100\u200bM000100Y43\n")).toBe(RIGHT);
  });

  it.each([
    ["", { kind: "empty" }],
    ["9", { kind: "typing", missing: 17 }],
    ["91350100M000100Y4", { kind: "typing", missing: 1 }],
    [`${RIGHT}1`, { kind: "long", over: 1 }],
    ["91350100M000100Y44", { kind: "check" }],
    ["19350100M000100Y43", { kind: "check" }],
    ["9135O100M000100Y43", { kind: "character", character: "O", place: 5 }],
    ["I", { kind: "character", character: "I", place: 1 }],
    ["91*", { kind: "character", character: "*", place: 3 }],
    ["91公司", { kind: "character", character: "公", place: 3 }],
  ])("says what is wrong with %j", (code, problem) => {
    expect(codeProblem(code)).toEqual(problem);
  });

  it("finds any one wrong character", () => {
    for (let place = 0; place < RIGHT.length; place += 1) {
      for (const other of ALPHABET) {
        const code = RIGHT.slice(0, place) + other + RIGHT.slice(place + 1);
        expect(codeProblem(code)).toEqual(code === RIGHT ? null : { kind: "check" });
      }
    }
  });
});
