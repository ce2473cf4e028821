/** What moved on hand at a location, newest first, from day to day. */
import { TextInput } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { useMay } from "../kernel/permissions";
import { Badge, type Tone } from "../ui/badge";
import { DataList, type Column } from "../ui/data_list";
import { Instant } from "../ui/figures";
import { Filters } from "../ui/filters";
import { Card } from "../ui/page";
import { orderBehind, returnBehind } from "./location_rules";
import { MovedLines } from "./moved_lines";

type Movement = Schemas["MovementOut"];

const route = getRouteApi("/in/stock");
const TONES: Readonly<Record<Movement["kind"], Tone>> = {
  count: "warn",
  receipt: "good",
  shipment: "accent",
  delivery: "accent",
  return: "warn",
  restock: "good",
  scrap: "bad",
};

export function Movements({ location }: { readonly location: string }): React.ReactElement {
  const { t } = useTranslation("stock");
  const { from, to } = route.useSearch();
  const pages = usePages(["stock", "movements", location, from ?? "", to ?? ""], (cursor) => {
    const days = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
    const query = { location, ...days, ...(cursor ? { cursor } : {}) };
    return answered(api.GET("/stock/movements", { params: { query } }));
  });
  return (
    <>
      <Filters>
        <DayFilter name="from" value={from} />
        <DayFilter name="to" value={to} />
      </Filters>
      <Card>
        <DataList
          caption={t("view.movements")}
          pages={pages}
          columns={useMovementColumns()}
          id={({ movement_id }) => movement_id}
          empty={t(from || to ? "no_movement_then" : "no_movement")}
        />
      </Card>
    </>
  );
}

function DayFilter({
  name,
  value,
}: {
  readonly name: "from" | "to";
  readonly value: string | undefined;
}): React.ReactElement {
  const { t } = useTranslation("stock");
  const navigate = route.useNavigate();
  return (
    <TextInput
      type="date"
      label={t(`day.${name}`)}
      value={value ?? ""}
      onChange={({ currentTarget }) => {
        const day = currentTarget.value === "" ? undefined : currentTarget.value;
        void navigate({ search: (given) => ({ ...given, [name]: day }), replace: true });
      }}
    />
  );
}

function useMovementColumns(): readonly Column<Movement>[] {
  const { t } = useTranslation("stock");
  return [
    {
      key: "kind",
      title: t("movement"),
      lead: true,
      cell: ({ kind }) => <Badge tone={TONES[kind]}>{t(`kind.${kind}`)}</Badge>,
    },
    { key: "lines", title: t("moved_lines"), cell: (moved) => <Moved movement={moved} /> },
    { key: "order", title: t("order"), cell: ({ movement_id }) => <OrderBehind movementId={movement_id} /> },
    { key: "at", title: t("moved_at"), cell: ({ moved_at }) => <Instant at={moved_at} /> },
  ];
}

/** What moved on hand, and what moved in quarantine. */
function Moved({ movement: { lines, quarantined } }: { readonly movement: Movement }): React.ReactElement {
  const { t } = useTranslation("stock");
  return (
    <>
      {lines.length > 0 && <MovedLines lines={lines} />}
      {quarantined.length > 0 && (
        <>
          <span className="quiet">{t("in_quarantine")}</span>
          <MovedLines lines={quarantined} />
        </>
      )}
    </>
  );
}

/** A shipment or a receipt leads to its order, what came of a return to that. */
function OrderBehind({ movementId }: { readonly movementId: string }): React.ReactElement | null {
  const may = useMay();
  const orderId = orderBehind(movementId);
  const returnId = returnBehind(movementId);
  if (returnId !== null) {
    return (
      <Link to="/returns/$returnId" params={{ returnId }}>
        {returnId}
      </Link>
    );
  }
  if (orderId === null) return null;
  if (!may("read_orders")) return <>{orderId}</>;
  return (
    <Link to="/orders/$orderId" params={{ orderId }}>
      {orderId}
    </Link>
  );
}
