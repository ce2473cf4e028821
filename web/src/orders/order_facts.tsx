/** Whose order it is, from where it comes, and what it comes to. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "../kernel/permissions";
import { usePromotionNames } from "../pricing/promotion_names";
import { Facts, Rows } from "../ui/facts";
import { Instant, Money } from "../ui/figures";
import { Card } from "../ui/page";
import type { Order } from "./order_rules";

export function OrderFacts({ order }: { readonly order: Order }): React.ReactElement {
  const { t } = useTranslation("orders");
  const { warehouse_id, placed_at, gross, discount, total, tax, quote } = order;
  const promotionName = usePromotionNames(quote.promotions);
  const taken = quote.order_discounts.map(
    ({ promotion, amount }) =>
      [t("of_promotion", { promotion: promotionName(promotion) }), <Minus key={promotion} amount={amount} />] as const,
  );
  return (
    <Card>
      <Facts
        facts={[
          [t("dealer"), <Dealer key="dealer" order={order} />],
          [order.state === "draft" ? t("drafted_at") : t("placed_at"), <Instant key="placed" at={placed_at} />],
          [t("warehouse"), warehouse_id],
          [t("line_count"), order.lines.length],
        ]}
      />
      <Rows
        facts={[
          [t("gross"), <Money key="gross" amount={gross} />],
          [t("discount"), /[1-9]/.test(discount) ? <Minus amount={discount} /> : null],
          ...taken,
          [t("total"), <Money key="total" amount={total} />, true],
          [t("tax_inside"), <Money key="tax" amount={tax} />],
        ]}
      />
      <Redemption order={order} />
    </Card>
  );
}

/** What of the total the rebate wallet pays, and how far it has; nothing where it pays nothing. */
function Redemption({ order }: { readonly order: Order }): React.ReactElement | null {
  const { t } = useTranslation("orders");
  const { redeemed, redeemed_so_far: paid, redemption_held: held, total } = order;
  if (!/[1-9]/.test(redeemed)) return null;
  return (
    <Rows
      facts={[
        [t(redeemed === total ? "redeemed_wholly" : "redeemed"), <Minus key="redeemed" amount={redeemed} />],
        [t("redeemed_so_far"), <Money key="paid" amount={paid} />],
        [t("redemption_held"), <Money key="held" amount={held} />],
      ]}
    />
  );
}

/** Whose it is; staff are led to the dealer's whole picture. */
function Dealer({ order: { dealer_id, dealer_name } }: { readonly order: Order }): React.ReactElement {
  const may = useMay();
  if (!may("read_dealers")) return <>{dealer_name}</>;
  return (
    <Link to="/dealers/$dealerId" params={{ dealerId: dealer_id }}>
      {dealer_name}
    </Link>
  );
}

/** What is taken off. */
export function Minus({ amount }: { readonly amount: string }): React.ReactElement {
  return <Money amount={/[1-9]/.test(amount) ? `-${amount}` : amount} />;
}
