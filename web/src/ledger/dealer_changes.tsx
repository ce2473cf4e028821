/** The adjustments and limits that were asked for of one dealer's account. */
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import { Card } from "../ui/page";
import { ChangesList } from "./changes_page";

export function DealerChanges({ dealerId }: { readonly dealerId: string }): React.ReactElement {
  const { t } = useTranslation("ledger");
  const pages = usePages(["account-changes", "of", dealerId], (cursor) =>
    answered(api.GET("/account-changes", { params: { query: { dealer_id: dealerId, cursor } } })),
  );
  return (
    <Card title={t("changes.of_dealer")}>
      <ChangesList pages={pages} ofOneDealer />
    </Card>
  );
}
