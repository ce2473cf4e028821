/** The review: what is ordered at which total and against which credit. What is seen here is what is bought. */
import { Button } from "@mantine/core";
import { Link, Navigate, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLine } from "../api/line";
import { groupedWhole } from "../kernel/money";
import { money } from "../kernel/money_text";
import { isNothing } from "../pricing/quote_view";
import { Card, Page } from "../ui/page";
import { Empty, Message, Problem } from "../ui/states";
import styles from "./basket.module.css";
import { place } from "./ordering";
import { QuoteCard } from "./quote_card";
import { useQuote, type Quoted, type Quoting } from "./quoting";
import { RemoveRefused } from "./remove_refused";
import { RedeemCard } from "./redeem_card";
import { NONE, NOTHING, redeemed, shortBeside, type Redeem } from "./redemption";
import { refusedLines } from "./problems";
import { ReviewLines } from "./review_lines";
import { leadToStanding, Standing } from "./standing";
import { Steps } from "./steps";
import { useBasket, usePlacing } from "./store";

export function ReviewPage(): React.ReactElement {
  const { t } = useTranslation("basket");
  const { lines } = useBasket();
  const placing = usePlacing();
  const quoting = useQuote(lines);
  const [redeem, setRedeem] = useState<Redeem>(NONE);
  if (lines.length === 0 && placing?.outcome?.kind === "ordered") {
    return <Navigate to="/basket/done" search={{ order: placing.outcome.orderId }} replace />;
  }
  return (
    <Page title={t("review")} back={{ to: "/basket", text: t("title") }}>
      <Steps at="review" />
      <Standing quoting={quoting} />
      {lines.length === 0 ? (
        <Card>
          <Empty action={<Link to="/catalog">{t("to_catalog")}</Link>}>{t("empty")}</Empty>
        </Card>
      ) : (
        <>
          <RemoveRefused refused={refusedLines(quoting.error)} />
          <div className={styles.columns}>
            <Card title={t("lines", { products: groupedWhole(String(lines.length)) })}>
              <ReviewLines lines={lines} quoted={quoting.quoted} />
            </Card>
            <div className={styles.stack}>
              <QuoteCard quoting={quoting} />
              {quoting.quoted && <RedeemCard quote={quoting.quoted.quote} redeem={redeem} change={setRedeem} />}
            </div>
          </div>
          {(placing?.outcome !== null || placing.trouble === null) && <Submit quoting={quoting} redeem={redeem} />}
        </>
      )}
    </Page>
  );
}

/** Orders what is seen. Without enough credit finance is asked; without a line it is kept and sent once. */
function Submit({ quoting, redeem }: { readonly quoting: Quoting; readonly redeem: Redeem }): React.ReactElement {
  const { t } = useTranslation("basket");
  const navigate = useNavigate();
  const placing = usePlacing();
  const line = useLine();
  const [busy, setBusy] = useState(false);
  const [changed, setChanged] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { quoted, holds } = quoting;
  const refusedCredit = placing?.outcome?.kind === "refused" && placing.outcome.code === "insufficient_credit";
  const sending = placing?.outcome === null;
  const amount = quoted && redeemed(redeem, quoted.quote);
  const review = refusedCredit || (quoted !== null && !isNothing(shortBeside(quoted.quote, amount ?? NOTHING)));
  const order = async (seen: Quoted): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const placed = await place({
        lines: seen.lines,
        total: seen.quote.total,
        nets: Object.fromEntries(seen.quote.lines.map(({ sku, net }) => [sku, net])),
        review,
        declined: seen.declined,
        freePieces: seen.quote.free_goods.reduce((pieces, { quantity }) => pieces + quantity, 0),
        redeem: amount ?? NOTHING,
      });
      setChanged(placed === null);
      if (placed?.outcome?.kind === "ordered") {
        await navigate({ to: "/basket/done", search: { order: placed.outcome.orderId }, replace: true });
      } else if (placed) {
        if (placed.outcome) quoting.again();
        leadToStanding();
      }
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const say = !line ? "submit_away" : review ? "submit_review" : "submit";
  return (
    <div className={styles.ending}>
      {review && <Message tone="warn">{t("review_credit")}</Message>}
      {!line && <Message tone="warn">{t("review_away")}</Message>}
      {changed && <Message tone="bad">{t("changed_elsewhere")}</Message>}
      <Problem error={error} />
      <div className={styles.bar}>
        <Button variant="default" component={Link} to="/basket">
          {t("back")}
        </Button>
        <Button
          loading={busy || sending}
          disabled={!holds || amount === null}
          onClick={() => {
            if (quoted) void order(quoted);
          }}
        >
          {t(say, { total: quoted ? money(quoted.quote.total) : "" })}
        </Button>
      </div>
    </div>
  );
}
