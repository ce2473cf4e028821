/** A dealer's own account: what stands today, what is open, the entries of any month. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useUser } from "../api/session";
import { businessDay } from "../kernel/dates";
import { Columns, Page } from "../ui/page";
import { Found } from "../ui/states";
import { ACCOUNTS, useAccountMonth } from "./account_queries";
import { AccountToday, Ageing } from "./account_today";
import { MonthEntries } from "./month_entries";
import { OpenInvoices, UnappliedPayments } from "./open_invoices";
import { OverdueBlock } from "./overdue_block";

const route = getRouteApi("/in/account");

export function OwnAccountPage(): React.ReactElement {
  const { t } = useTranslation("ledger");
  const { dealer_id } = useUser();
  const { account: named, month } = route.useSearch();
  const navigate = route.useNavigate();
  const account = ACCOUNTS.find((one) => one === named) ?? "receivable";
  const read = useAccountMonth(dealer_id ?? "", account, month);
  return (
    <Page title={t("own.title")}>
      <Found query={read}>
        {(found) => (
          <>
            <OverdueBlock today={found.today} />
            <AccountToday today={found.today} />
            <Columns slim>
              <div>
                <OpenInvoices today={found.today} />
                <UnappliedPayments today={found.today} />
              </div>
              <div>
                <Ageing title={t("ageing.today")} ageing={found.today.ageing} sum={found.today.receivable} />
              </div>
            </Columns>
            <MonthEntries
              account={account}
              month={found}
              today={businessDay(new Date())}
              turn={(to) => void navigate({ search: (now) => ({ ...now, ...to }), replace: true })}
              rebate={({ document_id }) => <Link to="/rebates">{document_id}</Link>}
            />
          </>
        )}
      </Found>
    </Page>
  );
}
