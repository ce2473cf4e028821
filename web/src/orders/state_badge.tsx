/** An order's state in a word. */
import { useTranslation } from "react-i18next";
import { Badge } from "../ui/badge";
import { TONES, type OrderState } from "./order_rules";

export function StateBadge({ state }: { readonly state: OrderState }): React.ReactElement {
  const { t } = useTranslation("orders");
  return <Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>;
}
