/** An order that was refused: what has changed or is missing, and one click to what can be done about it. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../kernel/errors";
import { groupedWhole } from "../kernel/money";
import { money } from "../kernel/money_text";
import { useNameOf } from "../pricing/product_name";
import { Facts, type Fact } from "../ui/facts";
import { Money } from "../ui/figures";
import { Actions } from "../ui/page";
import { Message, useRefusalWords } from "../ui/states";
import type { Placing } from "./basket";
import styles from "./basket.module.css";
import { changedLines, lowered, refusedLines, shortagesOf } from "./problems";
import { useProducts } from "./products";
import type { Quoting } from "./quoting";
import { RemoveRefused } from "./remove_refused";
import { changeLines } from "./store";

export function RefusedOrder({
  placing,
  refusal,
  quoting,
}: {
  readonly placing: Placing;
  readonly refusal: ApiError;
  readonly quoting: Quoting;
}): React.ReactElement | null {
  const words = useRefusalWords();
  const { code } = refusal;
  if (code === "quote_changed") return <QuoteChanged placing={placing} quoting={quoting} />;
  if (code === "insufficient_stock") return <StockShort refusal={refusal} quoting={quoting} />;
  if (code === "insufficient_credit") return <CreditShort refusal={refusal} />;
  if (code === "wrong_state") return <Expired />;
  const refused = refusedLines(refusal);
  if (refused.size > 0 && refusedLines(quoting.error).size > 0) return null;
  return refused.size > 0 ? <RemoveRefused refused={refused} /> : <Message tone="bad">{words(refusal)}</Message>;
}

/** The draft was too old, or somebody has cancelled it. */
function Expired(): React.ReactElement {
  const { t } = useTranslation("basket");
  return <Message tone="bad">{t("refusal.expired")}</Message>;
}

function QuoteChanged({
  placing,
  quoting: { quoted },
}: {
  readonly placing: Placing;
  readonly quoting: Quoting;
}): React.ReactElement {
  const { t } = useTranslation("basket");
  const nameOf = useNameOf();
  const products = useProducts(quoted?.quote ?? null);
  const told = placing.outcome?.kind === "refused" ? placing.outcome.details[0]?.total : undefined;
  const now = typeof told === "string" ? told : placing.total;
  return (
    <Message tone="bad">
      <div className={styles.said}>
        <p>
          <strong>
            {now === placing.total
              ? t("refusal.free_changed")
              : t("refusal.quote_changed", { before: money(placing.total), now: money(now) })}
          </strong>
        </p>
        <ul className={styles.list}>
          {changedLines(placing.nets, quoted?.quote.lines ?? []).map(({ sku, before, now: net }) => {
            const product = products.get(sku);
            const figures = { name: product ? nameOf(product) : sku, before: money(before), now: money(net) };
            return <li key={sku}>{t("refusal.line_changed", figures)}</li>;
          })}
        </ul>
        <p>{t("refusal.quote_again")}</p>
      </div>
    </Message>
  );
}

function StockShort({
  refusal,
  quoting,
}: {
  readonly refusal: ApiError;
  readonly quoting: Quoting;
}): React.ReactElement {
  const { t } = useTranslation("basket");
  const nameOf = useNameOf();
  const products = useProducts(quoting.quoted?.quote ?? null);
  const short = shortagesOf(refusal.details);
  return (
    <Message tone="bad">
      <div className={styles.said}>
        <p>
          <strong>{t("refusal.insufficient_stock")}</strong>
        </p>
        <ul className={styles.list}>
          {short.map(({ sku, wanted, available }) => {
            const product = products.get(sku);
            const name = product ? nameOf(product) : sku;
            const pieces = { wanted: groupedWhole(String(wanted)), available: groupedWhole(String(available)) };
            return <li key={sku}>{t("refusal.line_short", { name, sku, ...pieces, unit: product?.unit ?? "" })}</li>;
          })}
        </ul>
        <Actions>
          <Button
            size="compact-sm"
            onClick={() => {
              changeLines((lines) => lowered(lines, short));
            }}
          >
            {t("lower_all")}
          </Button>
        </Actions>
      </div>
    </Message>
  );
}

/** The figures as they stood; whether to ask for a review is decided where the order is submitted. */
function CreditShort({ refusal }: { readonly refusal: ApiError }): React.ReactElement {
  const { t } = useTranslation("basket");
  const figures = refusal.details[0] ?? {};
  const facts = (["needed", "available", "limit", "receivable", "exposure"] as const).flatMap((name): Fact[] => {
    const amount = figures[name];
    return typeof amount === "string" ? [[t(`credit.${name}`), <Money key={name} amount={amount} />]] : [];
  });
  return (
    <Message tone="bad">
      <div className={styles.said}>
        <p>
          <strong>{t("refusal.insufficient_credit")}</strong>
        </p>
        <Facts facts={facts} />
      </div>
    </Message>
  );
}
