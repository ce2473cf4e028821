/** The basket: what is wanted, with a live quote; from here on to the review. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { groupedWhole } from "../kernel/money";
import { Money } from "../ui/figures";
import { Card, Page } from "../ui/page";
import { ConfirmButton } from "../ui/dialog";
import { Empty } from "../ui/states";
import { BasketLines } from "./basket_lines";
import styles from "./basket.module.css";
import { PasteList } from "./paste_list";
import { refusedLines } from "./problems";
import { QuoteCard } from "./quote_card";
import { useQuote, type Quoting } from "./quoting";
import { RemoveRefused } from "./remove_refused";
import { Standing } from "./standing";
import { Steps } from "./steps";
import { changeLines, useBasket, usePlacing } from "./store";

export function BasketPage(): React.ReactElement {
  const { t } = useTranslation("basket");
  const { lines } = useBasket();
  const quoting = useQuote(lines);
  return (
    <Page
      title={t("title")}
      actions={
        <>
          <PasteList />
          {lines.length > 0 && <EmptyIt />}
        </>
      }
    >
      <Steps at="basket" />
      <Standing quoting={quoting} />
      {lines.length === 0 ? (
        <Card>
          <Empty action={<Link to="/catalog">{t("to_catalog")}</Link>}>{t("empty")}</Empty>
        </Card>
      ) : (
        <>
          <RemoveRefused refused={refusedLines(quoting.error)} />
          <div className={styles.columns}>
            <Card
              title={t("lines", { products: groupedWhole(String(lines.length)) })}
              actions={<Link to="/catalog">{t("more_from_catalog")}</Link>}
            >
              <BasketLines lines={lines} quoting={quoting} />
            </Card>
            <QuoteCard quoting={quoting} />
          </div>
          <GoOn quoting={quoting} />
        </>
      )}
    </Page>
  );
}

function EmptyIt(): React.ReactElement {
  const { t } = useTranslation("basket");
  return (
    <ConfirmButton
      quiet
      text={t("clear")}
      question={t("clear_question")}
      yes={t("clear_yes")}
      act={() => {
        changeLines(() => []);
        return Promise.resolve();
      }}
    />
  );
}

/** On to the review, or why not yet. */
function GoOn({ quoting }: { readonly quoting: Quoting }): React.ReactElement {
  const { t } = useTranslation("basket");
  const placing = usePlacing();
  const { quoted, holds, asking, error } = quoting;
  const lacks = (line: { readonly short: number }): boolean => line.short > 0;
  const short = quoted?.quote.lines.some(lacks) ?? false;
  const freeShort = quoted?.quote.free_goods.some(lacks) ?? false;
  const why =
    placing?.outcome === null
      ? t("not_yet.waiting")
      : error
        ? t("not_yet.error")
        : asking || !holds
          ? t("not_yet.asking")
          : short
            ? t("not_yet.short")
            : freeShort
              ? t("not_yet.free_short")
              : null;
  return (
    <div className={styles.bar}>
      <div className={styles.barTotal}>
        <span className={styles.small} role="status">
          {why ?? t("total")}
        </span>
        <strong>{quoted && <Money amount={quoted.quote.total} />}</strong>
      </div>
      {why === null ? (
        <Button component={Link} to="/basket/review">
          {t("go_on")}
        </Button>
      ) : (
        <Button disabled>{t("go_on")}</Button>
      )}
    </div>
  );
}
