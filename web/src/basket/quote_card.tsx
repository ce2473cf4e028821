/** What the basket comes to: the last quote, and how it stands with a newer one. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLine } from "../api/line";
import { isRefusal } from "../kernel/errors";
import { QuoteSummary } from "../pricing/quote_summary";
import { Instant } from "../ui/figures";
import { Card } from "../ui/page";
import { Message, Problem, Waiting } from "../ui/states";
import styles from "./basket.module.css";
import { FreeGoodsShort } from "./free_goods";
import type { Quoting } from "./quoting";

export function QuoteCard({ quoting }: { readonly quoting: Quoting }): React.ReactElement {
  const { t } = useTranslation("basket");
  const { quoted, asking, holds } = quoting;
  const line = useLine();
  return (
    <Card title={t("quote")}>
      <p className="quiet" role="status">
        {asking ? (
          t("quote_asking")
        ) : quoted && !holds ? (
          t("quote_old")
        ) : quoted ? (
          <>
            {t("quote_at")} <Instant at={quoted.at} />
          </>
        ) : null}
      </p>
      {!line && quoted && holds && <Message tone="warn">{t("quote_away")}</Message>}
      <QuoteProblem quoting={quoting} />
      {quoted ? (
        <div className={styles.quote}>
          <QuoteSummary quote={quoted.quote} after={<FreeGoodsShort quoted={quoted} />} />
        </div>
      ) : (
        asking && <Waiting />
      )}
    </Card>
  );
}

function QuoteProblem({ quoting: { error, again } }: { readonly quoting: Quoting }): React.ReactElement | null {
  const { t } = useTranslation("basket");
  if (!error || isRefusal(error, "unknown_sku", "no_price")) return null;
  if (isRefusal(error, "too_many_lines")) {
    const most = error.details[0]?.most;
    return <Message tone="bad">{t("too_many_lines", { most: typeof most === "number" ? String(most) : "" })}</Message>;
  }
  return (
    <>
      <Problem error={error} />
      {isRefusal(error, "offline") && <p className="quiet">{t("quote_none_away")}</p>}
      <div>
        <Button size="compact-sm" variant="default" onClick={again}>
          {t("quote_again")}
        </Button>
      </div>
    </>
  );
}
