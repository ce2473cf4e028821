/** A dealer's account as finance sees it: what stands today, what is open, the entries of any month, the books verified. */
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useDealerNames } from "../dealers/directory";
import { businessDay } from "../kernel/dates";
import { useMay } from "../kernel/permissions";
import { Columns, Page } from "../ui/page";
import { Found } from "../ui/states";
import { ACCOUNTS, useAccountMonth, type Account, type AccountMonth } from "./account_queries";
import { AccountToday, Ageing } from "./account_today";
import { DealerVerification } from "./dealer_verification";
import { RunLink } from "./entries_table";
import { MonthEntries } from "./month_entries";
import { AskChange } from "./ask_change";
import { DealerChanges } from "./dealer_changes";
import { OpenInvoices, UnappliedPayments } from "./open_invoices";
import { OverdueBlock } from "./overdue_block";
import { RecordPayment } from "./record_payment";

const route = getRouteApi("/in/accounts/$dealerId");

export function DealerAccountPage(): React.ReactElement {
  const { t } = useTranslation("ledger");
  const { dealerId } = route.useParams();
  const { account: named, month } = route.useSearch();
  const account = ACCOUNTS.find((one) => one === named) ?? "receivable";
  const read = useAccountMonth(dealerId, account, month);
  const nameOf = useDealerNames();
  return (
    <Page title={nameOf(dealerId)} back={{ to: "/accounts", text: t("accounts.title") }}>
      <Found query={read}>{(found) => <Shown name={nameOf(dealerId)} account={account} month={found} />}</Found>
    </Page>
  );
}

function Shown({
  name,
  account,
  month,
}: {
  readonly name: string;
  readonly account: Account;
  readonly month: AccountMonth;
}): React.ReactElement {
  const { t } = useTranslation("ledger");
  const may = useMay();
  const navigate = route.useNavigate();
  const { today } = month;
  return (
    <>
      <OverdueBlock today={today} />
      <AccountToday today={today} />
      {may("record_payments") && <RecordPayment key={today.dealer_id} today={today} dealerName={name} />}
      <AskChange key={`ask ${today.dealer_id}`} today={today} />
      <Columns>
        <div>
          <OpenInvoices today={today} />
          <UnappliedPayments today={today} />
        </div>
        <div>
          <Ageing title={t("ageing.today")} ageing={today.ageing} sum={today.receivable} />
        </div>
      </Columns>
      <MonthEntries
        account={account}
        month={month}
        today={businessDay(new Date())}
        turn={(to) => void navigate({ search: (now) => ({ ...now, ...to }), replace: true })}
        rebate={(entry) => (may("read_settlements") ? <RunLink entry={entry} /> : entry.document_id)}
      />
      {may("read_account_changes") && <DealerChanges dealerId={today.dealer_id} />}
      <DealerVerification dealerId={today.dealer_id} />
    </>
  );
}
