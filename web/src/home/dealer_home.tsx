/** A dealer's home: what needs one now, this month, what is left, and the way to the next rebate. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas, User } from "../api/schemas";
import { useMay } from "../kernel/permissions";
import { businessDay, period } from "../kernel/dates";
import { Money } from "../ui/figures";
import { Card, Columns, Tile, Tiles } from "../ui/page";
import { Found, Waiting } from "../ui/states";
import styles from "./home.module.css";
import { LatestOrders } from "./latest_orders";
import { NextTiers } from "./next_tiers";
import { PromotionsOn } from "./promotions_on";
import { Todo, type Thing } from "./todo";

const AWAITED: readonly Schemas["OrderState"][] = ["shipped", "part_shipped", "part_received"];
const SHOWN = 20;
const SOON = "…";

/** All below the figures comes at once, when all that could push it down is known. */
export function DealerHome({ user }: { readonly user: User }): React.ReactElement {
  const { t } = useTranslation("home");
  const may = useMay();
  const keepsAccounts = may("read_accounts");
  const orders = useQuery({
    queryKey: ["orders", "latest"],
    queryFn: () => answered(api.GET("/orders", { params: { query: { limit: SHOWN } } })),
  });
  const statements = useQuery({
    queryKey: ["statements", "latest"],
    queryFn: () => answered(api.GET("/statements", { params: { query: { limit: SHOWN } } })),
    enabled: may("read_statements"),
  });
  const dealerId = user.dealer_id ?? "";
  const account = useQuery({
    queryKey: ["accounts", dealerId, "receivable", ""],
    queryFn: () => answered(api.GET("/accounts/{dealer_id}/entries", { params: { path: { dealer_id: dealerId } } })),
    enabled: keepsAccounts,
  });
  const things = [
    ...(orders.data?.items ?? []).filter(({ state }) => AWAITED.includes(state)).map(toReceive),
    ...(orders.data?.items ?? []).filter(({ state }) => state === "draft").map(toSubmit),
    ...(may("confirm_statements") ? (statements.data?.items ?? []).filter(({ state }) => state === "sent") : []).map(
      toConfirm,
    ),
    ...(account.data && /[1-9]/.test(account.data.today.overdue) ? [toPay(account.data.today.overdue)] : []),
  ];
  const waiting = [orders, statements, account].some(({ isLoading }) => isLoading);
  return (
    <>
      {keepsAccounts && (
        <Found query={account} waiting={<Figures />}>
          {(books) => <Figures books={books} />}
        </Found>
      )}
      {waiting && <Waiting />}
      <div className={styles.rest} hidden={waiting}>
        <Columns>
          <div>
            <Card title={t("todo")}>
              <Found query={orders}>{() => <Todo things={things} />}</Found>
            </Card>
            <Card title={t("orders")}>
              <Found query={orders}>{({ items }) => <LatestOrders orders={items.slice(0, 6)} />}</Found>
            </Card>
          </div>
          <Ahead />
        </Columns>
      </div>
    </>
  );

  function toReceive({ order_id }: Schemas["OrderSummary"]): Thing {
    return { to: "/orders/$orderId", params: { orderId: order_id }, text: t("todo.receive", { order: order_id }) };
  }

  function toSubmit({ order_id }: Schemas["OrderSummary"]): Thing {
    return { to: "/orders/$orderId", params: { orderId: order_id }, text: t("todo.submit", { order: order_id }) };
  }

  function toConfirm({ statement_id, period: of }: Schemas["StatementSummary"]): Thing {
    const text = t("todo.confirm", { period: period(of) });
    return { to: "/statements/$statementId", params: { statementId: statement_id }, text };
  }

  function toPay(amount: string): Thing {
    return { to: "/account", params: {}, text: t("todo.overdue"), figure: <Money amount={amount} />, urgent: true };
  }
}

/** What may be won; it is drawn and asked for after what waits for one. */
function Ahead(): React.ReactElement | null {
  const { t } = useTranslation("home");
  const may = useMay();
  const begun = useDeferredValue(true, false);
  if (!begun) return null;
  return (
    <div>
      {may("read_promotions") && (
        <Card title={t("promotions")}>
          <PromotionsOn />
        </Card>
      )}
      <Card title={t("next_tier")}>
        <NextTiers />
      </Card>
    </div>
  );
}

/** The four figures; without the books their places, so that nothing moves when they come. */
function Figures({ books }: { readonly books?: Schemas["EntriesOut"] }): React.ReactElement {
  const { t } = useTranslation("home");
  if (!books) {
    return (
      <Tiles>
        <Tile name={t("purchases", { month: period(businessDay(new Date()).slice(0, 7)) })} figure={SOON} />
        <Tile name={t("credit_left")} figure={SOON} note={SOON} />
        <Tile name={t("wallet")} figure={SOON} />
        <Tile name={t("owed")} figure={SOON} />
      </Tiles>
    );
  }
  const { today, totals, period: month } = books;
  return (
    <Tiles>
      <Tile name={t("purchases", { month: period(month) })} figure={<Money amount={totals.invoiced} />} to="/orders" />
      <Tile
        name={t("credit_left")}
        figure={today.unlimited ? t("unlimited") : <Money amount={today.available} />}
        note={today.credit_limit === null ? t("prepaid") : <Limit limit={today.credit_limit} />}
        to="/account"
      />
      <Tile name={t("wallet")} figure={<Money amount={today.rebate} />} to="/wallet" />
      <Tile name={t("owed")} figure={<Money amount={today.receivable} />} to="/account" />
    </Tiles>
  );
}

function Limit({ limit }: { readonly limit: string }): React.ReactElement {
  const { t } = useTranslation("home");
  return (
    <>
      {t("of_limit")} <Money amount={limit} />
    </>
  );
}
