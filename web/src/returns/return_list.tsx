/** Returns as rows, and the search by number in what is shown. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Pages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { DataList, type Column } from "../ui/data_list";
import { Instant, Money, Pieces } from "../ui/figures";
import { StateBadge } from "./state_badge";

type ReturnSummary = Schemas["ReturnSummary"];

interface ListProps {
  readonly pages: Pages<ReturnSummary>;
  readonly empty: string;
  readonly find?: string | undefined;
  /** Staff see whose a return is. */
  readonly dealers: boolean;
}

export function ReturnList({ pages, empty, find, dealers }: ListProps): React.ReactElement {
  const { t } = useTranslation("returns");
  const columns: readonly (Column<ReturnSummary> | false)[] = [
    {
      key: "return",
      title: t("return"),
      lead: true,
      cell: ({ return_id }) => (
        <Link to="/returns/$returnId" params={{ returnId: return_id }}>
          {return_id}
        </Link>
      ),
    },
    dealers && { key: "dealer", title: t("dealer"), cell: ({ dealer_name }) => dealer_name },
    { key: "state", title: t("state_name"), cell: ({ state }) => <StateBadge state={state} /> },
    {
      key: "order",
      title: t("order"),
      cell: ({ order_id }) => (
        <Link to="/orders/$orderId" params={{ orderId: order_id }}>
          {order_id}
        </Link>
      ),
    },
    { key: "pieces", title: t("pieces"), end: true, cell: ({ pieces }) => <Pieces count={pieces} /> },
    {
      key: "amount",
      title: t("credited"),
      end: true,
      cell: ({ amount }) => (amount === null ? null : <Money amount={amount} />),
    },
    { key: "at", title: t("requested_at"), cell: ({ requested_at }) => <Instant at={requested_at} /> },
  ];
  const wanted = (find ?? "").toLowerCase();
  return (
    <DataList
      caption={t("title")}
      pages={pages}
      columns={columns.filter((column) => column !== false)}
      id={({ return_id }) => return_id}
      empty={find === undefined || pages.items.length === 0 ? empty : t("none_found")}
      keep={({ return_id, order_id, dealer_name }) =>
        `${return_id} ${order_id} ${dealer_name}`.toLowerCase().includes(wanted)
      }
    />
  );
}
