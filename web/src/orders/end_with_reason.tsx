/** Rejecting or cancelling an order: the other side is told why. */
import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { ConfirmButton } from "../ui/dialog";
import { on, useOrderCommand } from "./calls";
import type { Order } from "./order_rules";
import { OrderRefusal } from "./refusal";

const LONGEST = 2000;

export function EndWithReason({
  order: { order_id, dealer_name },
  way,
}: {
  readonly order: Order;
  readonly way: "reject" | "cancel";
}): React.ReactElement {
  const { t } = useTranslation("orders");
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const end = useOrderCommand(
    (said: string, key) => {
      const sent = { params: on(order_id, key), body: { reason: said } };
      return answered(
        way === "reject" ? api.POST("/orders/{order_id}/reject", sent) : api.POST("/orders/{order_id}/cancel", sent),
      );
    },
    () => t(`did.${way}`, { order: order_id }),
  );
  const act = (): Promise<unknown> => {
    const said = reason.trim();
    setMissing(said === "");
    return said === "" ? Promise.resolve(null) : end.run(said);
  };
  return (
    <ConfirmButton
      text={t(`do.${way}`)}
      question={t(`${way}_question`, { order: order_id, dealer: dealer_name })}
      yes={t(`do.${way}`)}
      danger
      busy={end.busy}
      act={act}
      ready={() => {
        end.forget();
        setMissing(false);
        return true;
      }}
    >
      <Textarea
        label={t("reason")}
        description={t(`${way}_reason_hint`)}
        required
        autosize
        minRows={3}
        maxLength={LONGEST}
        value={reason}
        error={missing ? t("reason_missing") : null}
        onChange={({ currentTarget }) => {
          setReason(currentTarget.value);
        }}
      />
      <OrderRefusal error={end.error} />
    </ConfirmButton>
  );
}
