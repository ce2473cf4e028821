/** Puts what was bought into the basket once more, at the prices of today, and leads there. */
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { addToBasket } from "../basket/store";
import { tell } from "../ui/told";
import { boughtLines, type Order } from "./order_rules";

export function Reorder({ order }: { readonly order: Order }): React.ReactElement {
  const { t } = useTranslation("orders");
  const navigate = useNavigate();
  return (
    <Button
      variant="default"
      onClick={() => {
        const lines = boughtLines(order);
        addToBasket(lines);
        tell(t("did.reorder", { count: lines.length }));
        void navigate({ to: "/basket" });
      }}
    >
      {t("do.reorder")}
    </Button>
  );
}
