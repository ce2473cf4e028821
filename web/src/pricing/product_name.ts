/** What a product is called: by its name in the reader's language, where it has one. */
import { useTranslation } from "react-i18next";

interface Named {
  readonly name: string;
  readonly name_en: string;
}

/** Names products and categories; what uses it is drawn again when the language changes. */
export function useNameOf(): (thing: Named) => string {
  const { i18n } = useTranslation();
  return ({ name, name_en }) => (i18n.language === "en" && name_en !== "" ? name_en : name);
}
