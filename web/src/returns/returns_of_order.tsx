/** The returns of one order, on its page; and the way to ask for another one. The page loads the words of `returns`. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import { useMay } from "../kernel/permissions";
import { Card } from "../ui/page";
import { RETURNS } from "./calls";
import { ReturnList } from "./return_list";

interface OrderProps {
  readonly order: {
    readonly order_id: string;
    readonly lines: readonly { readonly received: number; readonly returnable: number }[];
  };
}

/** Leads to the form, where something came in that can still be returned. */
export function ReturnGoods({ order: { order_id, lines } }: OrderProps): React.ReactElement | null {
  const { t } = useTranslation("returns");
  const may = useMay();
  if (!may("request_returns") || lines.every(({ returnable }) => returnable === 0)) return null;
  return (
    <Button
      variant="default"
      renderRoot={(props) => <Link {...props} to="/orders/$orderId/return" params={{ orderId: order_id }} />}
    >
      {t("do.request")}
    </Button>
  );
}

/** Nothing for an order of which nothing came in, or nothing came back. */
export function ReturnsOfOrder({ order: { order_id, lines } }: OrderProps): React.ReactElement | null {
  const { t } = useTranslation("returns");
  const came = useMay()("read_returns") && lines.some(({ received }) => received > 0);
  const pages = usePages(
    [...RETURNS, "of", order_id],
    () => answered(api.GET("/returns", { params: { query: { order_id } } })),
    { enabled: came },
  );
  if (!came || pages.items.length === 0) return null;
  return (
    <Card title={t("title")}>
      <ReturnList pages={pages} dealers={false} empty={t("none")} />
    </Card>
  );
}
