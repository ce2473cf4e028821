/** The editor's part on what counts: the measure, the day that decides, the products. */
import { Checkbox, Group, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { HINT_BELOW } from "../ui/inputs";
import { Card, Fields } from "../ui/page";
import { ProductChoice, type Editing } from "./editor_parts";
import { useCategoryNames } from "./rule_words";

const MEASURES = ["net_amount", "quantity"] as const;
const ATTRIBUTIONS = ["own", "subtree"] as const;
const BASES = ["shipped", "received", "paid"] as const;

export function CountsFields({ draft, change, said }: Editing): React.ReactElement {
  const { t } = useTranslation("rebates");
  const nameOf = useCategoryNames();
  const categories = useQuery({
    queryKey: ["categories", "names"],
    queryFn: () => answered(api.GET("/categories")),
    staleTime: 300_000,
  });
  return (
    <Card title={t("editor.counts")}>
      <Fields>
        <NativeSelect
          label={t("editor.measure")}
          value={draft.measure}
          data={MEASURES.map((measure) => ({ value: measure, label: t(`measure.${measure}`) }))}
          onChange={({ currentTarget }) => {
            change({ measure: currentTarget.value as Schemas["Measure"] });
          }}
        />
        <NativeSelect
          label={t("editor.basis")}
          description={t("editor.basis_hint")}
          inputWrapperOrder={HINT_BELOW}
          value={draft.basis}
          data={BASES.map((basis) => ({ value: basis, label: t(`basis.${basis}`) }))}
          onChange={({ currentTarget }) => {
            change({ basis: currentTarget.value as Schemas["Basis"] });
          }}
        />
        <NativeSelect
          label={t("editor.attribution")}
          description={t("editor.attribution_hint")}
          inputWrapperOrder={HINT_BELOW}
          value={draft.attribution}
          data={ATTRIBUTIONS.map((one) => ({ value: one, label: t(`attribution.${one}`) }))}
          onChange={({ currentTarget }) => {
            change({ attribution: currentTarget.value as Schemas["Attribution"] });
          }}
        />
      </Fields>
      <Checkbox.Group
        label={t("editor.categories")}
        description={t("editor.products_hint")}
        value={[...draft.categories]}
        error={said("terms.products.categories")}
        onChange={(chosen) => {
          change({ categories: chosen });
        }}
      >
        <Group gap="md" mt={6}>
          {(categories.data?.items ?? []).map(({ category }) => (
            <Checkbox key={category} value={category} label={nameOf(category)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Fields>
        <ProductChoice
          label={t("editor.skus")}
          description={t("editor.skus_hint")}
          value={draft.skus}
          error={said("terms.products.skus")}
          change={(skus) => {
            change({ skus });
          }}
        />
        <ProductChoice
          label={t("editor.excluded")}
          description={t("editor.skus_hint")}
          value={draft.excluded_skus}
          error={said("terms.products.excluded_skus")}
          change={(skus) => {
            change({ excluded_skus: skus });
          }}
        />
      </Fields>
    </Card>
  );
}
