/** The dealer says that a shipment came in: all that is still on the way of it, or line by line what came. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { ConfirmButton } from "../ui/dialog";
import { Actions } from "../ui/page";
import { on, useOrderCommand, type PartIn } from "./calls";
import type { Order, Shipment } from "./order_rules";
import { PartsTable, type PartLine } from "./parts_table";
import { chosen, type Typed } from "./part_rules";
import { OrderRefusal } from "./refusal";

export function Receive({
  order,
  shipment,
}: {
  readonly order: Order;
  readonly shipment: Shipment;
}): React.ReactElement {
  const { t } = useTranslation("orders");
  const { shipment_id } = shipment;
  const [typed, setTyped] = useState<Typed>({});
  const lines: readonly PartLine[] = shipment.lines
    .filter(({ to_receive }) => to_receive > 0)
    .map(({ line, sku, to_receive }) => {
      const sold = order.lines.find((each) => each.line === line);
      return { line, sku, name: sold?.name ?? sku, free: sold?.free ?? false, left: to_receive };
    });
  const came = chosen(lines, typed);
  const pieces = lines.reduce((sum, { left }) => sum + left, 0);
  const receive = useOrderCommand(
    (parts: PartIn[] | null, key) =>
      answered(
        api.POST("/orders/{order_id}/receive", {
          params: on(order.order_id, key),
          body: { shipment_id, lines: parts },
        }),
      ),
    () => t("did.receive", { shipment: shipment_id }),
    () => {
      setTyped({});
    },
  );
  const ready = (): boolean => {
    receive.forget();
    return true;
  };
  const some = shipment.lines.some(({ received }) => received > 0);
  return (
    <Actions>
      <ConfirmButton
        text={t(some ? "do.receive_rest" : "do.receive_all")}
        question={t("receive_all_question", { shipment: shipment_id, pieces })}
        yes={t("do.receive")}
        busy={receive.busy}
        act={() => receive.run(null)}
        ready={ready}
      >
        <p>{t("receive_means")}</p>
        <OrderRefusal error={receive.error} />
      </ConfirmButton>
      <ConfirmButton
        text={t("do.receive_part")}
        question={t("receive_part_question", { shipment: shipment_id })}
        yes={t("do.receive_pieces", { pieces: came.pieces })}
        quiet
        busy={receive.busy}
        act={() => (came.problems.size > 0 || came.pieces === 0 ? Promise.resolve(null) : receive.run([...came.parts]))}
        ready={ready}
      >
        <p>{t("receive_part_how")}</p>
        <PartsTable
          caption={t("shipment_of", { shipment: shipment_id })}
          leftTitle={t("to_receive")}
          partTitle={t("came_in")}
          lines={lines}
          typed={typed}
          setTyped={setTyped}
          problems={came.problems}
        />
        <OrderRefusal error={receive.error} />
      </ConfirmButton>
    </Actions>
  );
}
