/** Shipping: all that is left, or of each line so much as was picked. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { ConfirmButton } from "../ui/dialog";
import { Actions, Card } from "../ui/page";
import { on, useOrderCommand, type PartIn } from "./calls";
import type { Order } from "./order_rules";
import styles from "./orders.module.css";
import { PartsTable, type PartLine } from "./parts_table";
import { chosen, type Typed } from "./part_rules";
import { OrderRefusal } from "./refusal";

export function ShipForm({ order }: { readonly order: Order }): React.ReactElement {
  const { t } = useTranslation("orders");
  const [typed, setTyped] = useState<Typed>({});
  const lines: readonly PartLine[] = order.lines
    .filter(({ to_ship }) => to_ship > 0)
    .map(({ line, sku, name, free, to_ship }) => ({ line, sku, name, free, left: to_ship }));
  const picked = chosen(lines, typed);
  const ship = useOrderCommand(
    (parts: PartIn[] | null, key) =>
      answered(api.POST("/orders/{order_id}/ship", { params: on(order.order_id, key), body: { lines: parts } })),
    ({ shipments }) => t("did.ship", { shipment: shipments.at(-1)?.shipment_id ?? "" }),
    () => {
      setTyped({});
    },
  );
  const figures = { pieces: picked.pieces, count: picked.parts.length, order: order.order_id };
  const fill = (each: (line: PartLine) => string) => () => {
    setTyped(Object.fromEntries(lines.map((line) => [line.line, each(line)])));
  };
  return (
    <section className={styles.unprinted}>
      <Card
        title={t("ship")}
        actions={
          <>
            <Button variant="subtle" size="compact-sm" onClick={fill(({ left }) => String(left))}>
              {t("fill_all")}
            </Button>
            <Button variant="subtle" size="compact-sm" onClick={fill(() => "0")}>
              {t("fill_none")}
            </Button>
          </>
        }
      >
        <p className="quiet">{t("ship_how", { warehouse: order.warehouse_id })}</p>
        <PartsTable
          caption={t("ship")}
          leftTitle={t("to_ship")}
          partTitle={t("ship_now")}
          lines={lines}
          typed={typed}
          setTyped={setTyped}
          problems={picked.problems}
        />
        <Actions>
          <ConfirmButton
            text={picked.whole ? t("do.ship_all") : t("do.ship_part", figures)}
            question={t(picked.whole ? "ship_all_question" : "ship_part_question", figures)}
            yes={t("do.ship")}
            disabled={picked.parts.length === 0 || picked.problems.size > 0}
            busy={ship.busy}
            act={() => ship.run(picked.whole ? null : [...picked.parts])}
            ready={() => {
              ship.forget();
              return true;
            }}
          >
            <OrderRefusal error={ship.error} />
          </ConfirmButton>
        </Actions>
      </Card>
    </section>
  );
}
