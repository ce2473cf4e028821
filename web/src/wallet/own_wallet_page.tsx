/** A dealer's own rebate wallet; owner and accountant ask for a payout here. */
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useUser } from "../api/session";
import { useMay } from "../kernel/permissions";
import { Page } from "../ui/page";
import { Found } from "../ui/states";
import { AskPayout } from "./ask_payout";
import { useWallet } from "./wallet_queries";
import { WalletParts } from "./wallet_parts";

const route = getRouteApi("/in/wallet");

export function OwnWalletPage(): React.ReactElement {
  const { t } = useTranslation("wallet");
  const dealerId = useUser().dealer_id ?? "";
  const may = useMay();
  const { month } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={t("title")}>
      <Found query={useWallet(dealerId)}>
        {(wallet) => (
          <WalletParts
            wallet={wallet}
            month={month}
            turn={(to) => void navigate({ search: (now) => ({ ...now, month: to }), replace: true })}
          >
            {may("ask_payouts") && <AskPayout wallet={wallet} />}
          </WalletParts>
        )}
      </Found>
    </Page>
  );
}
