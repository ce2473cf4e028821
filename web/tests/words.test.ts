import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { firstLanguage } from "../src/i18n";
import english from "../src/words/en.json";
import chinese from "../src/words/zh-CN.json";

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([place]) => place).sort();
const entries = (words: Readonly<Record<string, string>>): [string, string][] => Object.entries(words);

describe("the words", () => {
  it("have every key in both languages, in one order", () => {
    expect(Object.keys(english)).toEqual(Object.keys(chinese));
  });

  it("name the same values in both languages", () => {
    const inEnglish = Object.fromEntries(entries(english).map(([key, text]) => [key, places(text)]));
    const inChinese = Object.fromEntries(entries(chinese).map(([key, text]) => [key, places(text)]));
    expect(inEnglish).toEqual(inChinese);
  });

  it("are never empty", () => {
    for (const [key, text] of [...entries(chinese), ...entries(english)]) expect(text.trim(), key).not.toBe("");
  });

  it("stand in the files of words alone", () => {
    const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    const speaking = sources.filter((name) => /[\u3400-\u9fff]/.test(readFileSync(join("src", name), "utf8")));
    expect(speaking).toEqual([]);
  });

  it("know every code that the API refuses with", () => {
    const errors = readFileSync("../chalicelib/kernel/errors.py", "utf8");
    const codes = [...errors.matchAll(/^ {4}[A-Z_]+ = "(\w+)"$/gm)].map(([, code]) => `error.${code ?? ""}`);
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter((key) => !(key in chinese))).toEqual([]);
  });
});

describe("the first language", () => {
  it.each([
    [null, ["zh-TW", "en"], "zh-CN"],
    [null, ["en-GB", "zh"], "en"],
    [null, ["fr-FR", "en-US"], "en"],
    [null, ["fr-FR"], "zh-CN"],
    [null, [], "zh-CN"],
    ["en", ["zh-CN"], "en"],
  ] as const)("chosen %s, browser %j: %s", (chosen, preferred, language) => {
    expect(firstLanguage(chosen, preferred)).toBe(language);
  });
});
