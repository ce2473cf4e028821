import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { firstLanguage } from "../src/kernel/i18n";
import description from "../../docs/openapi.json";

type Words = Readonly<Record<string, string>>;

const SOURCES = readdirSync("src", { recursive: true, encoding: "utf8" });
const FEATURES = SOURCES.filter((name) => name.endsWith("words/zh-CN.json")).map((name) => name.split("/")[0] ?? "");

function read(feature: string, language: string): Words {
  return JSON.parse(readFileSync(join("src", feature, "words", `${language}.json`), "utf8")) as Words;
}

/** English tells one from many where Chinese does not. */
const plain = (key: string): string => key.replace(/_(one|other)$/, "");
const keys = (words: Words): string[] => [...new Set(Object.keys(words).map(plain))];
const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([place]) => place).sort();

describe.each(FEATURES)("the words of %s", (feature) => {
  const [chinese, english] = [read(feature, "zh-CN"), read(feature, "en")];

  it("have every key in both languages, in one order", () => {
    expect(keys(english)).toEqual(keys(chinese));
  });

  it("name the same values in both languages", () => {
    for (const key of Object.keys(english)) {
      const other = chinese[key] ?? chinese[plain(key)] ?? chinese[`${plain(key)}_other`] ?? "";
      const named = places(english[key] ?? "");
      expect(key.endsWith("_one") ? named.filter((place) => place !== "{count}") : named, key).toEqual(
        key.endsWith("_one") ? places(other).filter((place) => place !== "{count}") : places(other),
      );
    }
  });

  it("are never empty", () => {
    for (const [key, text] of [...Object.entries(chinese), ...Object.entries(english)]) {
      if (!/\.(space|gap)$/.test(key)) expect(text.trim(), key).not.toBe("");
    }
  });
});

/** Tables have headings in Chinese: these files read or write them, and say nothing. */
const READING = ["basket/paste.ts", "ledger/opening_templates.ts", "stock/stock_lines.ts"];

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}

describe("words", () => {
  it("stand in the files of words alone", () => {
    const code = SOURCES.filter((name) => /\.tsx?$/.test(name) && !READING.includes(name));
    const speaking = code.filter((name) =>
      /[\u3400-\u9fff]/.test(withoutComments(readFileSync(join("src", name), "utf8"))),
    );
    expect(speaking).toEqual([]);
  });

  it("know every code that the API refuses with", () => {
    const known = read("kernel", "zh-CN");
    const codes = [...description.components.schemas.Code.enum, "offline", "too_many"];
    expect(codes.filter((code) => !(`error.${code}` in known))).toEqual([]);
  });

  it("know every role", () => {
    const known = read("kernel", "zh-CN");
    expect(description.components.schemas.Role.enum.filter((role) => !(`role.${role}` in known))).toEqual([]);
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
