/** Paying with the rebate wallet: nothing, a part of the order, or the whole of it for goods instead of money. */
import { Radio } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { money } from "../kernel/money_text";
import { Rows } from "../ui/facts";
import { Money } from "../ui/figures";
import { HINT_BELOW, MoneyInput } from "../ui/inputs";
import { Card } from "../ui/page";
import styles from "./basket.module.css";
import { offers, redeemed, rest, type Redeem } from "./redemption";

export function RedeemCard({
  quote,
  redeem,
  change,
}: {
  readonly quote: Schemas["PreviewOut"];
  readonly redeem: Redeem;
  readonly change: (redeem: Redeem) => void;
}): React.ReactElement | null {
  const { t } = useTranslation("basket");
  const { available, most, percent, wholly } = quote.redemption;
  if (!offers(quote) && redeem.way === "none") return null;
  const amount = redeemed(redeem, quote);
  const part = /[1-9]/.test(most) || redeem.way === "part";
  return (
    <Card title={t("redeem")}>
      <p className="quiet">{t("redeem_available", { available: money(available) })}</p>
      <Radio.Group
        label={t("redeem_how")}
        value={redeem.way}
        onChange={(way) => {
          change(way === "part" ? { way, typed: most } : way === "whole" ? { way } : { way: "none" });
        }}
      >
        <div className={styles.choices}>
          <Radio value="none" label={t("redeem_none")} />
          {part && <Radio value="part" label={t("redeem_part", { percent, most: money(most) })} />}
          {(wholly || redeem.way === "whole") && <Radio value="whole" label={t("redeem_whole")} />}
        </div>
      </Radio.Group>
      {redeem.way === "part" && (
        <MoneyInput
          label={t("redeem_amount")}
          description={t("redeem_most", { most: money(most) })}
          inputWrapperOrder={HINT_BELOW}
          value={redeem.typed}
          error={amount === null && t("redeem_wrong", { most: money(most) })}
          onChange={({ currentTarget }) => {
            change({ way: "part", typed: currentTarget.value });
          }}
        />
      )}
      {redeem.way === "whole" && amount === null && <p>{t("redeem_not_whole")}</p>}
      {redeem.way !== "none" && amount !== null && (
        <Rows
          facts={[
            [t("redeem_pays"), <Money key="pays" amount={`-${amount}`} />],
            [t("redeem_rest"), <Money key="rest" amount={rest(quote, amount)} />, true],
          ]}
        />
      )}
    </Card>
  );
}
