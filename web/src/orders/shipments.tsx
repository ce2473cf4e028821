/** What was sent, what of it came in, what is on the way; and the dealer's word that it came. */
import { useTranslation } from "react-i18next";
import { useUser } from "../api/session";
import { Badge } from "../ui/badge";
import { DataTable, type Column } from "../ui/data_list";
import { Day, Money, Pieces } from "../ui/figures";
import { Card } from "../ui/page";
import { Product } from "./order_lines";
import { actionsOn, type Order, type Shipment } from "./order_rules";
import styles from "./orders.module.css";
import { Receive } from "./receive";

export function Shipments({ order }: { readonly order: Order }): React.ReactElement {
  const { t } = useTranslation("orders");
  return (
    <Card title={t("shipments")}>
      <ol className={styles.shipments}>
        {[...order.shipments].reverse().map((shipment) => (
          <One key={shipment.shipment_id} order={order} shipment={shipment} />
        ))}
      </ol>
    </Card>
  );
}

function One({ order, shipment }: { readonly order: Order; readonly shipment: Shipment }): React.ReactElement {
  const { t } = useTranslation("orders");
  const user = useUser();
  const coming = shipment.lines.reduce((sum, { to_receive }) => sum + to_receive, 0);
  const receipts = order.receipts.filter(({ shipment_id }) => shipment_id === shipment.shipment_id);
  return (
    <li className={styles.shipment}>
      <div className={styles.shipmentHead}>
        <h3>{shipment.shipment_id}</h3>
        {coming > 0 ? (
          <Badge tone="accent">{t("on_the_way", { pieces: coming })}</Badge>
        ) : (
          <Badge tone="good">{t("all_came")}</Badge>
        )}
      </div>
      <p className="quiet">
        {t("sent_on")} <Day on={shipment.day} />
        {receipts.map(({ receipt_id, day }) => (
          <span key={receipt_id}>
            {" · "}
            {t("receipt", { receipt: receipt_id })} <Day on={day} />
          </span>
        ))}
      </p>
      <p className="quiet">
        {t("shipment_amount")} <Money amount={shipment.amount} />
        {/[1-9]/.test(shipment.redeemed) && (
          <>
            {" · "}
            {t("shipment_redeemed")} <Money amount={shipment.redeemed} />
          </>
        )}
      </p>
      <details className={styles.details} open={coming > 0}>
        <summary>{t("shipment_lines", { count: shipment.lines.length })}</summary>
        <ShipmentLines order={order} shipment={shipment} />
      </details>
      {coming > 0 && actionsOn(order, user).has("receive") && <Receive order={order} shipment={shipment} />}
    </li>
  );
}

type SentLine = Shipment["lines"][number];

function ShipmentLines({
  order,
  shipment,
}: {
  readonly order: Order;
  readonly shipment: Shipment;
}): React.ReactElement {
  const { t } = useTranslation("orders");
  const columns: readonly Column<SentLine>[] = [
    {
      key: "product",
      title: t("product"),
      lead: true,
      cell: ({ line, sku }) => {
        const sold = order.lines.find((each) => each.line === line);
        return <Product line={{ line, sku, name: sold?.name ?? sku, free: sold?.free ?? false }} />;
      },
    },
    { key: "sent", title: t("sent"), end: true, cell: ({ quantity }) => <Pieces count={quantity} /> },
    { key: "received", title: t("received"), end: true, cell: ({ received }) => <Pieces count={received} /> },
    { key: "coming", title: t("to_receive"), end: true, cell: ({ to_receive }) => <Pieces count={to_receive} /> },
  ];
  return (
    <DataTable
      caption={t("shipment_of", { shipment: shipment.shipment_id })}
      columns={columns}
      items={shipment.lines}
      id={({ line }) => String(line)}
    />
  );
}
