/** A dealer's rebate wallet, as staff see it. */
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useDealerNames } from "../dealers/directory";
import { Page } from "../ui/page";
import { Found } from "../ui/states";
import { useWallet } from "./wallet_queries";
import { WalletParts } from "./wallet_parts";

const route = getRouteApi("/in/accounts/$dealerId/wallet");

export function DealerWalletPage(): React.ReactElement {
  const { t } = useTranslation("wallet");
  const { dealerId } = route.useParams();
  const { month } = route.useSearch();
  const navigate = route.useNavigate();
  const name = useDealerNames()(dealerId);
  return (
    <Page
      title={t("title_of", { dealer: name })}
      back={{ to: "/accounts/$dealerId", text: name, params: { dealerId } }}
    >
      <Found query={useWallet(dealerId)}>
        {(wallet) => (
          <WalletParts
            wallet={wallet}
            month={month}
            turn={(to) => void navigate({ search: (now) => ({ ...now, month: to }), replace: true })}
          />
        )}
      </Found>
    </Page>
  );
}
