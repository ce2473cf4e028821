/** What lies at a location, and how it stands to its limits. */
import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import { Badge, type Tone } from "../ui/badge";
import { DataList, type Column } from "../ui/data_list";
import { Pieces } from "../ui/figures";
import { ChoiceFilter, Filters, SearchFilter } from "../ui/filters";
import { Card } from "../ui/page";
import { LimitsDialog } from "./limits_dialog";
import { isDealers, type Level, type Rights } from "./location_rules";
import { useProductNames, type ProductNames } from "./product_names";
import { StockProduct } from "./stock_product";
import styles from "./stock.module.css";

const route = getRouteApi("/in/stock");
const PAGE = 200;
const EVERY = 60_000;

type Standing = NonNullable<Level["standing"]>;
const STANDINGS: readonly Standing[] = ["low", "high", "ok"];
const TONES: Readonly<Record<Standing, Tone>> = { low: "warn", high: "accent", ok: "good" };

export function Levels({
  location,
  rights,
}: {
  readonly location: string;
  readonly rights: Rights;
}): React.ReactElement {
  const { t } = useTranslation("stock");
  const { q, standing: named } = route.useSearch();
  const navigate = route.useNavigate();
  const names = useProductNames();
  const [edited, setEdited] = useState<Level | "new" | null>(null);
  const standing = rights.figures ? STANDINGS.find((each) => each === named) : undefined;
  const pages = usePages(
    ["stock", "levels", location],
    (cursor) =>
      answered(api.GET("/stock", { params: { query: { location, limit: PAGE, ...(cursor ? { cursor } : {}) } } })),
    { every: EVERY },
  );
  const filtered = q !== undefined || standing !== undefined;
  return (
    <>
      <Filters>
        <SearchFilter
          label={t("find")}
          value={q}
          change={(next) => void navigate({ search: (given) => ({ ...given, q: next }), replace: true })}
        />
        {rights.figures && (
          <ChoiceFilter
            label={t("standing")}
            value={standing}
            every={t("standing_every")}
            choices={STANDINGS.map((each) => [each, t(`standing.${each}`)] as const)}
            change={(next) => void navigate({ search: (given) => ({ ...given, standing: next }), replace: true })}
          />
        )}
      </Filters>
      <Card
        actions={
          rights.limits && (
            <Button
              variant="default"
              onClick={() => {
                setEdited("new");
              }}
            >
              {t("limits_new")}
            </Button>
          )
        }
      >
        <DataList
          caption={t("view.levels")}
          pages={pages}
          columns={useLevelColumns(location, rights, names, setEdited)}
          id={({ sku }) => sku}
          empty={t(filtered && pages.items.length > 0 ? "none_found" : rights.figures ? "none" : "none_available")}
          keep={(level) =>
            (standing === undefined || level.standing === standing) &&
            `${level.sku} ${names.of(level.sku) ?? ""}`.toLowerCase().includes((q ?? "").toLowerCase())
          }
          marked={(level) => level.standing === "low"}
        />
      </Card>
      {edited !== null && (
        <LimitsDialog
          location={location}
          level={edited === "new" ? null : edited}
          name={edited === "new" ? null : names.of(edited.sku)}
          close={() => {
            setEdited(null);
          }}
        />
      )}
    </>
  );
}

function useLevelColumns(
  location: string,
  rights: Rights,
  names: ProductNames,
  edit: (level: Level) => void,
): readonly Column<Level>[] {
  const { t } = useTranslation("stock");
  const figure = (
    key: "on_hand" | "reserved" | "quarantine" | "safety" | "available" | "low" | "high",
  ): Column<Level> => ({
    key,
    title: t(`figure.${key}`),
    end: true,
    cell: ({ [key]: count }) => (count === null ? null : <Pieces count={count} />),
  });
  const product: Column<Level> = {
    key: "product",
    title: t("product"),
    lead: true,
    cell: ({ sku }) => <StockProduct sku={sku} name={names.of(sku)} />,
  };
  if (!rights.figures) return [product, figure("available")];
  const warehouse = isDealers(location)
    ? []
    : [figure("reserved"), figure("quarantine"), figure("safety"), figure("available")];
  const standing: Column<Level> = {
    key: "standing",
    title: t("standing"),
    cell: (level) => (level.standing === null ? null : <StandingBadge level={level} standing={level.standing} />),
  };
  const limits: Column<Level> = {
    key: "limits",
    title: t("limits"),
    cell: (level) => (
      <Button
        variant="subtle"
        size="compact-sm"
        className={styles.edit ?? ""}
        aria-label={t("limits_of", { sku: level.sku })}
        onClick={() => {
          edit(level);
        }}
      >
        {t("limits_set")}
      </Button>
    ),
  };
  return [
    product,
    figure("on_hand"),
    ...warehouse,
    figure("low"),
    figure("high"),
    standing,
    ...(rights.limits ? [limits] : []),
  ];
}

/** Less than nothing is worse than little: more is promised than is there. */
function StandingBadge({
  level,
  standing,
}: {
  readonly level: Level;
  readonly standing: Standing;
}): React.ReactElement {
  const { t } = useTranslation("stock");
  if (level.available < 0) return <Badge tone="bad">{t("standing.below_zero")}</Badge>;
  if (standing === "ok" && level.low === null && level.high === null)
    return <span className="quiet">{t("no_limits")}</span>;
  return <Badge tone={TONES[standing]}>{t(`standing.${standing}`)}</Badge>;
}
