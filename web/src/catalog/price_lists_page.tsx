/** All price lists: the default one, those of grades, those that contracts name. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import { useMay } from "../kernel/permissions";
import { DataList } from "../ui/data_list";
import { Card, Page } from "../ui/page";
import { ToImports } from "./products_page";

export function PriceListsPage(): React.ReactElement {
  const { t } = useTranslation("catalog");
  const may = useMay();
  const pages = usePages(["price-lists"], (cursor) =>
    answered(api.GET("/price-lists", { params: { query: { cursor } } })),
  );
  return (
    <Page title={t("price_lists")} actions={may("write_catalog") && <ToImports />}>
      <Card>
        <p className="quiet">{t("which_price")}</p>
        <DataList
          caption={t("price_lists")}
          pages={pages}
          empty={t("no_price_lists")}
          id={({ list_id }) => list_id}
          columns={[
            {
              key: "name",
              title: t("price_list"),
              lead: true,
              cell: ({ list_id, name }) => (
                <Link to="/price-lists/$listId" params={{ listId: list_id }}>
                  {name}
                </Link>
              ),
            },
            { key: "kind", title: t("kind"), cell: ({ kind }) => t(`kind.${kind}`) },
            { key: "id", title: t("number"), cell: ({ list_id }) => list_id },
          ]}
        />
      </Card>
    </Page>
  );
}
