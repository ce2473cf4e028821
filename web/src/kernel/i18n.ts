/** The words of both languages: a file a feature and language, loaded with the pages that use them. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { keep, recall } from "./storage";

export type Language = "zh-CN" | "en";
export const LANGUAGES: readonly Language[] = ["zh-CN", "en"];

const CHOSEN = "qudao.language";
const WORDS = import.meta.glob<{ readonly default: Record<string, string> }>([
  "/src/*/words/*.json",
  "!/src/kernel/words/*.json",
]);
/** Of these every page shows some: they come with the code rather than a round trip later. */
const EVERYWHERE = import.meta.glob<{ readonly default: Record<string, string> }>("/src/kernel/words/*.json", {
  eager: true,
});

/** The reader's own choice, else the first of the browser's languages that we speak, else Chinese. */
export function firstLanguage(chosen: string | null, preferred: readonly string[]): Language {
  for (const wish of [chosen ?? "", ...preferred].map((tag) => tag.toLowerCase())) {
    if (wish.startsWith("zh")) return "zh-CN";
    if (wish.startsWith("en")) return "en";
  }
  return "zh-CN";
}

/** Chooses the language at the start and loads the words that every page uses. */
export async function startLanguage(): Promise<void> {
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use(initReactI18next)
    .use({ type: "backend", read })
    .init({
      lng: firstLanguage(chosen(), navigator.languages),
      fallbackLng: false,
      ns: ["kernel"],
      defaultNS: "kernel",
      keySeparator: false,
      interpolation: { prefix: "{", suffix: "}", escapeValue: false },
      returnNull: false,
      parseMissingKeyHandler: (key) => `⟦${key}⟧`,
    });
}

/** Turns to a language and remembers it. */
export async function choose(language: Language): Promise<void> {
  keep(CHOSEN, language);
  await i18next.changeLanguage(language);
}

function chosen(): string | null {
  const kept = recall(CHOSEN);
  return typeof kept === "string" ? kept : null;
}

/** The language of now. */
export function language(): Language {
  return i18next.language === "en" ? "en" : "zh-CN";
}

async function read(wanted: string, feature: string): Promise<Record<string, string>> {
  const file = `/src/${feature}/words/${wanted}.json`;
  const here = EVERYWHERE[file];
  if (here) return here.default;
  const load = WORDS[file];
  if (!load) throw new Error(`no words: ${feature}, ${wanted}`);
  return (await load()).default;
}
