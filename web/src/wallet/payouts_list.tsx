/** A list of payouts, of one dealer or of all. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Pages } from "../api/queries";
import { AccountLink } from "../ledger/account_link";
import { Badge, type Tone } from "../ui/badge";
import { DataList, type Column } from "../ui/data_list";
import { Instant, Money } from "../ui/figures";
import type { Payout } from "./wallet_queries";

const TONES: Record<Payout["state"], Tone> = {
  waiting: "warn",
  approved: "good",
  rejected: "bad",
  expired: "plain",
  withdrawn: "plain",
};

export function PayoutBadge({ state }: { readonly state: Payout["state"] }): React.ReactElement {
  const { t } = useTranslation("wallet");
  return <Badge tone={TONES[state]}>{t(`payout.state.${state}`)}</Badge>;
}

export function PayoutsList({
  pages,
  empty,
  ofOneDealer = false,
}: {
  readonly pages: Pages<Payout>;
  readonly empty: string;
  readonly ofOneDealer?: boolean;
}): React.ReactElement {
  const { t } = useTranslation("wallet");
  const columns: Column<Payout>[] = [
    {
      key: "number",
      title: t("payout.number"),
      lead: true,
      cell: ({ payout_id }) => (
        <Link to="/payouts/$payoutId" params={{ payoutId: payout_id }}>
          {payout_id}
        </Link>
      ),
    },
    ...(ofOneDealer
      ? [{ key: "state", title: t("payout.state"), cell: ({ state }: Payout) => <PayoutBadge state={state} /> }]
      : [
          {
            key: "dealer",
            title: t("payout.dealer"),
            cell: ({ dealer_id }: Payout) => <AccountLink dealerId={dealer_id} />,
          },
        ]),
    { key: "by", title: t("payout.asked_by"), cell: ({ asked_by }) => asked_by },
    { key: "at", title: t("payout.asked_at"), cell: ({ asked_at }) => <Instant at={asked_at} /> },
    { key: "amount", title: t("payout.amount"), cell: ({ amount }) => <Money amount={amount} />, end: true },
  ];
  return (
    <DataList caption={t("payouts")} columns={columns} pages={pages} id={({ payout_id }) => payout_id} empty={empty} />
  );
}
