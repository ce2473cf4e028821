/** All products, those that are no longer sold among them. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { language } from "../kernel/i18n";
import { percent } from "../kernel/money";
import { useMay } from "../kernel/permissions";
import { Badge } from "../ui/badge";
import { DataList, type Column } from "../ui/data_list";
import { Pieces } from "../ui/figures";
import { ChoiceFilter, Filters, SearchFilter } from "../ui/filters";
import { Card, Page } from "../ui/page";

type Product = Schemas["ProductOut"];

const route = getRouteApi("/in/products");

export function ProductsPage(): React.ReactElement {
  const { t } = useTranslation("catalog");
  const may = useMay();
  const { q, category } = route.useSearch();
  const navigate = route.useNavigate();
  const english = language() === "en";
  const categories = useQuery({ queryKey: ["categories"], queryFn: () => answered(api.GET("/categories")) });
  const pages = usePages(["products", q, category], (cursor) =>
    answered(api.GET("/products", { params: { query: { q, category, cursor } } })),
  );
  const columns: readonly Column<Product>[] = [
    {
      key: "name",
      title: t("product"),
      lead: true,
      cell: (product) => (english ? product.name_en : product.name),
    },
    { key: "sku", title: t("sku"), cell: ({ sku }) => <span className="number">{sku}</span> },
    {
      key: "category",
      title: t("category"),
      cell: (product) => (english ? product.category_name_en : product.category_name),
    },
    { key: "unit", title: t("unit"), cell: ({ unit }) => unit },
    { key: "case", title: t("case"), end: true, cell: ({ case_size }) => <Pieces count={case_size} /> },
    {
      key: "tax",
      title: t("tax"),
      end: true,
      cell: ({ tax_rate }) => <span className="number">{percent(tax_rate)}</span>,
    },
    {
      key: "active",
      title: t("state"),
      cell: ({ active }) => <Badge tone={active ? "good" : "plain"}>{active ? t("sold") : t("not_sold")}</Badge>,
    },
  ];
  return (
    <Page title={t("products")} actions={may("write_catalog") && <ToImports />}>
      <Card>
        <Filters>
          <SearchFilter
            label={t("find_product")}
            value={q}
            change={(text) => void navigate({ search: (now) => ({ ...now, q: text }), replace: true })}
          />
          <ChoiceFilter
            label={t("category")}
            value={category}
            every={t("every_category")}
            choices={(categories.data?.items ?? []).map((one) => [one.category, english ? one.name_en : one.name])}
            change={(chosen) => void navigate({ search: (now) => ({ ...now, category: chosen }), replace: true })}
          />
        </Filters>
        <DataList
          caption={t("products")}
          pages={pages}
          empty={t("no_products")}
          id={({ sku }) => sku}
          columns={columns}
        />
      </Card>
    </Page>
  );
}

/** The way to load a table. */
export function ToImports(): React.ReactElement {
  const { t } = useTranslation("catalog");
  return (
    <Button variant="default" component={Link} to="/imports">
      {t("to_imports")}
    </Button>
  );
}
