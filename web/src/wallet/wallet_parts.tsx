/** The parts of a rebate wallet: its figures, what is left of which credit until when, its payouts, its movements. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { businessDay } from "../kernel/dates";
import { useUser } from "../api/session";
import { isDealer } from "../kernel/permissions";
import { useAccountMonth } from "../ledger/account_queries";
import { RunLink } from "../ledger/entries_table";
import { entryWords } from "../ledger/entry_words";
import { MonthEntries } from "../ledger/month_entries";
import { DataTable } from "../ui/data_list";
import { Day, Money } from "../ui/figures";
import { Card, Tile, Tiles } from "../ui/page";
import { Empty, Found } from "../ui/states";
import { PayoutsList } from "./payouts_list";
import { usePayoutsOf, type Wallet } from "./wallet_queries";

export function WalletParts({
  wallet,
  month,
  turn,
  children,
}: {
  readonly wallet: Wallet;
  /** Of which the movements are shown; by default the present one. */
  readonly month: string | undefined;
  readonly turn: (month: string | undefined) => void;
  readonly children?: ReactNode;
}): React.ReactElement {
  const { t } = useTranslation("wallet");
  const payouts = usePayoutsOf(wallet.dealer_id);
  return (
    <>
      <Figures wallet={wallet} />
      {children}
      <Card title={t("rules")}>
        <Rules wallet={wallet} />
      </Card>
      <Lots wallet={wallet} />
      <Card title={t("payouts")}>
        <PayoutsList pages={payouts} empty={t("payouts_none")} ofOneDealer />
      </Card>
      <Movements dealerId={wallet.dealer_id} month={month} turn={turn} />
    </>
  );
}

function Figures({ wallet }: { readonly wallet: Wallet }): React.ReactElement {
  const { t } = useTranslation("wallet");
  return (
    <Tiles>
      <Tile name={t("available")} figure={<Money amount={wallet.available} />} note={t("available_note")} />
      <Tile name={t("balance")} figure={<Money amount={wallet.balance} />} />
      <Tile name={t("held")} figure={<Money amount={wallet.held} />} note={t("held_note")} />
      <Tile name={t("asked")} figure={<Money amount={wallet.asked} />} note={t("asked_note")} />
    </Tiles>
  );
}

/** In sentences what may be done with it. */
function Rules({ wallet }: { readonly wallet: Wallet }): React.ReactElement {
  const { t } = useTranslation("wallet");
  const { redemption_percent: percent, wallet_goods: goods, expiry_months: months } = wallet;
  return (
    <div>
      <p>{percent === 0 ? t("rule.no_redemption") : t("rule.redemption", { percent })}</p>
      {goods && <p>{t("rule.goods")}</p>}
      <p>{t("rule.payout")}</p>
      <p>{months === null ? t("rule.never") : t("rule.expiry", { months })}</p>
    </div>
  );
}

function Lots({ wallet }: { readonly wallet: Wallet }): React.ReactElement {
  const { t } = useTranslation("wallet");
  const ledger = useTranslation("ledger").t;
  const { lots, more_lots: more } = wallet;
  return (
    <Card title={t("lots")}>
      {lots.length === 0 ? (
        <Empty>{t("lots_none")}</Empty>
      ) : (
        <DataTable
          caption={t("lots")}
          items={lots}
          id={({ cause }) => cause}
          columns={[
            {
              key: "what",
              title: t("lot.what"),
              cell: ({ cause, name }) => name ?? entryWords({ cause, rebate: null }, ledger),
              lead: true,
            },
            { key: "posted", title: t("lot.posted"), cell: ({ posted_on }) => <Day on={posted_on} /> },
            {
              key: "last",
              title: t("lot.last_day"),
              cell: ({ last_day }) => (last_day === null ? t("lot.never") : <Day on={last_day} />),
            },
            { key: "amount", title: t("lot.amount"), cell: ({ amount }) => <Money amount={amount} />, end: true },
            { key: "left", title: t("lot.left"), cell: ({ left }) => <Money amount={left} />, end: true },
          ]}
        />
      )}
      {more > 0 && <p className="quiet">{t("lots_more", { count: more })}</p>}
    </Card>
  );
}

function Movements({
  dealerId,
  month,
  turn,
}: {
  readonly dealerId: string;
  readonly month: string | undefined;
  readonly turn: (month: string | undefined) => void;
}): React.ReactElement {
  const own = isDealer(useUser());
  return (
    <Found query={useAccountMonth(dealerId, "rebate", month)}>
      {(found) => (
        <MonthEntries
          account="rebate"
          only
          month={found}
          today={businessDay(new Date())}
          turn={(to) => {
            turn(to.month);
          }}
          rebate={(entry) => (own ? <Link to="/rebates">{entry.document_id}</Link> : <RunLink entry={entry} />)}
        />
      )}
    </Found>
  );
}
