/** The words of both languages. Chinese comes first; the browser's language and the reader's switch choose. */
import type { Words } from "./dom";
import english from "./words/en.json";
import chinese from "./words/zh-CN.json";

export type Key = keyof typeof chinese;
export type Language = "zh-CN" | "en";
type Values = Readonly<Record<string, string | Words>>;

export const LANGUAGES: readonly Language[] = ["zh-CN", "en"];
const WORDS: Readonly<Record<Language, Readonly<Record<Key, string>>>> = { "zh-CN": chinese, en: english };
const CHOSEN = "qudao.language";

let current: Language = "zh-CN";

/** The language of now. */
export function language(): Language {
  return current;
}

/** The reader's own choice, else the first of the browser's languages that we speak, else Chinese. */
export function firstLanguage(chosen: string | null, preferred: readonly string[]): Language {
  for (const wish of [chosen ?? "", ...preferred].map((tag) => tag.toLowerCase())) {
    if (wish.startsWith("zh")) return "zh-CN";
    if (wish.startsWith("en")) return "en";
  }
  return "zh-CN";
}

/** Chooses the language at the start. */
export function startLanguage(): void {
  turnTo(firstLanguage(remembered(), navigator.languages));
}

/** Turns to a language and remembers it. */
export function choose(wanted: Language): void {
  try {
    localStorage.setItem(CHOSEN, wanted);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
  turnTo(wanted);
}

function remembered(): string | null {
  try {
    return localStorage.getItem(CHOSEN);
  } catch {
    return null;
  }
}

function turnTo(wanted: Language): void {
  current = wanted;
  document.documentElement.lang = wanted;
}

/** The words of a key, with `{name}` filled in. */
export function t(key: Key, values: Values = {}): Words {
  return () => filled(WORDS[current][key], values);
}

/** The words of a key in one given language, for what names itself (the switch of languages). */
export function wordsIn(wanted: Language, key: Key): string {
  return WORDS[wanted][key];
}

/** The words for a name that the API gives; where we know none, what the API wrote. */
export function named(prefix: string, name: string, otherwise: Words = () => name, values: Values = {}): Words {
  return () => {
    const template = (WORDS[current] as Readonly<Record<string, string>>)[`${prefix}.${name}`];
    return template === undefined ? otherwise() : filled(template, values);
  };
}

function filled(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "string" ? value : value();
  });
}
