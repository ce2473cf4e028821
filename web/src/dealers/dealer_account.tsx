/** What stands on a dealer's account today. */
import { useTranslation } from "react-i18next";
import { AccountToday } from "../ledger/account_today";
import { useAccountMonth } from "../ledger/account_queries";
import { isRefusal } from "../kernel/errors";
import { Found, Message } from "../ui/states";

export function DealerAccount({ dealerId }: { readonly dealerId: string }): React.ReactElement {
  const { t } = useTranslation("dealers");
  const read = useAccountMonth(dealerId, "receivable", undefined);
  if (isRefusal(read.error, "not_found")) return <Message tone="warn">{t("no_account")}</Message>;
  return <Found query={read}>{({ today }) => <AccountToday today={today} />}</Found>;
}
