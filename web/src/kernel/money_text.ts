/** Money as a reader sees it, always with its currency. The figures stay text. */
import i18next from "i18next";
import { config } from "./config";
import { grouped, groupedPrice } from "./money";

/** `"-1234.5"` -> `-¥1,234.50`. */
export function money(amount: string): string {
  return marked(grouped(amount));
}

/** A price a piece: `"0.0125"` -> `¥0.0125`. */
export function price(amount: string): string {
  return marked(groupedPrice(amount));
}

/** The sign of the deployment's currency in the reader's language; looked up once, since a page shows it many times. */
export function currencySign(): string {
  const key = `${i18next.language} ${config().currency}`;
  const sign = signs.get(key) ?? lookUp(i18next.language, config().currency);
  signs.set(key, sign);
  return sign;
}

const signs = new Map<string, string>();

function lookUp(language: string, currency: string): string {
  const format = new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  return format.formatToParts(0).find(({ type }) => type === "currency")?.value ?? currency;
}

function marked(figure: string): string {
  return figure.startsWith("-") ? `-${currencySign()}${figure.slice(1)}` : `${currencySign()}${figure}`;
}
