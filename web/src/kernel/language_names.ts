/** What the languages are called, each in itself. */
import { useTranslation } from "react-i18next";
import { LANGUAGES, type Language } from "./i18n";

/** Names a language by its tag. */
export function useLanguageName(): (locale: string) => string {
  const { t } = useTranslation();
  return (locale) => t(locale === "en" ? "language.en" : "language.zh-CN");
}

/** The languages to choose from. */
export function useLanguageChoices(): { value: Language; label: string }[] {
  const name = useLanguageName();
  return LANGUAGES.map((language) => ({ value: language, label: name(language) }));
}
