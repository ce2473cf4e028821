/** Why an order's command was refused, with the figures that the API gives. */
import { useTranslation } from "react-i18next";
import { ApiError, type Detail, type ErrorCode } from "../kernel/errors";
import { groupedWhole } from "../kernel/money";
import { money } from "../kernel/money_text";
import { Message, useRefusalWords } from "../ui/states";
import { stateNamed } from "./order_rules";
import styles from "./orders.module.css";

export function OrderRefusal({ error }: { readonly error: unknown }): React.ReactElement | null {
  const words = useRefusalWords();
  const figures = useFigures();
  if (error === null || error === undefined) return null;
  const told = error instanceof ApiError ? error.details.map((detail) => figures(error, detail)) : [];
  const rows = [...new Set(told.filter((row) => row !== null))];
  return (
    <Message tone="bad">
      <p>{words(error)}</p>
      {rows.length > 0 && (
        <ul className={styles.figures}>
          {rows.map((row) => (
            <li key={row}>{row}</li>
          ))}
        </ul>
      )}
    </Message>
  );
}

/** What a detail of a refusal says in figures; null where it says nothing that a reader needs. */
function useFigures(): (error: ApiError, detail: Detail) => string | null {
  const { t } = useTranslation("orders");
  const told: Partial<Record<ErrorCode, (detail: Detail) => string | null>> = {
    insufficient_stock: (detail) => {
      const lines = Array.isArray(detail.lines) ? detail.lines.map(text).join(t("list_comma")) : "";
      const figures = { sku: text(detail.sku), wanted: pieces(detail.wanted), available: pieces(detail.available) };
      return lines === "" ? t("short", figures) : t("short_lines", { ...figures, lines });
    },
    insufficient_credit: ({ needed, available }) =>
      t("credit_short", { needed: money(text(needed)), available: money(text(available)) }),
    wrong_state: (detail) => {
      const state = stateNamed(text(detail.state));
      return state ? t("stands", { state: t(`state.${state}`) }) : null;
    },
    quote_changed: ({ total }) => (typeof total === "string" ? t("total_now", { total: money(total) }) : null),
    invalid: ({ line, left }) =>
      typeof left === "number" ? t("left_of_line", { line: text(line), left: pieces(left) }) : null,
  };
  return ({ code }, detail) => told[code]?.(detail) ?? null;
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function pieces(value: unknown): string {
  return groupedWhole(text(value));
}
