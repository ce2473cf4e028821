/** How many products are in the basket, beside its place in the menu. */
import { useTranslation } from "react-i18next";
import { useBasketCount } from "./store";

export function BasketCount({ className }: { readonly className: string | undefined }): React.ReactElement | null {
  const { t } = useTranslation();
  const count = useBasketCount();
  if (count === 0) return null;
  return (
    <span className={className} data-calm>
      {count}
      <span className="visually-hidden">{t("nav.in_basket")}</span>
    </span>
  );
}
