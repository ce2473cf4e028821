/** Free goods that are not available: the order can do without them, and they can be taken after all. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Message } from "../ui/states";
import type { Quoted } from "./quoting";
import { decline, useBasket } from "./store";

export function FreeGoodsShort({ quoted }: { readonly quoted: Quoted }): React.ReactElement | null {
  const { t } = useTranslation("basket");
  const { declined } = useBasket();
  const short = [...new Set(quoted.quote.free_goods.filter((free) => free.short > 0).map(({ sku }) => sku))];
  if (short.length > 0) {
    return (
      <Message tone="warn">
        <p>{t("free_short")}</p>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            decline([...new Set([...declined, ...short])]);
          }}
        >
          {t("free_decline")}
        </Button>
      </Message>
    );
  }
  if (declined.length === 0) return null;
  return (
    <Message>
      <p>{t("free_declined", { skus: declined.join(t("list_comma")) })}</p>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          decline([]);
        }}
      >
        {t("free_take")}
      </Button>
    </Message>
  );
}
