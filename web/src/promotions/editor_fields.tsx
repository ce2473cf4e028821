/** The editor's parts beside the offer: name and days, products, dealers, limits, terms. */
import { Checkbox, Group, MultiSelect, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useRegions } from "../company/regions";
import { useDealers } from "../dealers/directory";
import { zoneName } from "../kernel/dates";
import { ProductChoice } from "../rebates/editor_parts";
import { useCategoryNames } from "../rebates/rule_words";
import { HINT_BELOW, MoneyInput, PiecesInput } from "../ui/inputs";
import { Card, Fields } from "../ui/page";
import type { Draft } from "./draft";

export interface Editing {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  /** What is wrong with a field, named as the API names it. */
  readonly said: (field: string) => string | undefined;
}

type Typed = { [Name in keyof Draft]: Draft[Name] extends string ? Name : never }[keyof Draft];

/** What an input of text needs: its value, its problem, and how it changes. */
function text(
  { draft, change, said }: Editing,
  name: Typed,
): {
  value: string;
  error: string | undefined;
  onChange: (event: { currentTarget: { value: string } }) => void;
} {
  return {
    value: draft[name],
    error: said(name),
    onChange: ({ currentTarget }) => {
      change({ [name]: currentTarget.value });
    },
  };
}

export function Basics(editing: Editing): React.ReactElement {
  const { t } = useTranslation("promotions");
  return (
    <Card title={t("editor.basics")}>
      <Fields>
        <TextInput label={t("editor.name")} required maxLength={200} {...text(editing, "name")} />
        <TextInput label={t("editor.name_en")} maxLength={200} {...text(editing, "name_en")} />
        <TextInput type="date" label={t("editor.first_day")} required {...text(editing, "first_day")} />
        <TextInput
          type="date"
          label={t("editor.last_day")}
          description={t("editor.last_day_hint", { zone: zoneName() })}
          inputWrapperOrder={HINT_BELOW}
          required
          min={editing.draft.first_day}
          {...text(editing, "last_day")}
        />
      </Fields>
    </Card>
  );
}

export function ProductFields({ draft, change, said }: Editing): React.ReactElement {
  const { t } = useTranslation("promotions");
  const categoryName = useCategoryNames();
  const categories = useQuery({
    queryKey: ["categories", "names"],
    queryFn: () => answered(api.GET("/categories")),
    staleTime: 300_000,
  });
  return (
    <Card title={t("products")}>
      <Checkbox.Group
        label={t("editor.categories")}
        description={t("editor.products_hint")}
        value={[...draft.categories]}
        error={said("products.categories")}
        onChange={(chosen) => {
          change({ categories: chosen });
        }}
      >
        <Group gap="md" mt={6}>
          {(categories.data?.items ?? []).map(({ category }) => (
            <Checkbox key={category} value={category} label={categoryName(category)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Fields>
        <ProductChoice
          label={t("editor.skus")}
          description={t("editor.skus_hint")}
          value={draft.skus}
          error={said("products.skus")}
          change={(skus) => {
            change({ skus });
          }}
        />
        <ProductChoice
          label={t("editor.excluded")}
          description={t("editor.skus_hint")}
          value={draft.excluded_skus}
          error={said("products.excluded_skus")}
          change={(skus) => {
            change({ excluded_skus: skus });
          }}
        />
      </Fields>
    </Card>
  );
}

export function AudienceFields({ draft, change, said }: Editing): React.ReactElement {
  const { t } = useTranslation("promotions");
  const { data: dealers = [] } = useDealers("active");
  const regions = useRegions();
  const grades = [...new Set([...dealers.map(({ grade }) => grade), ...draft.grades])].sort();
  return (
    <Card title={t("audience")}>
      <p className="quiet">{t("editor.audience_hint")}</p>
      <Checkbox.Group
        label={t("editor.grades")}
        value={[...draft.grades]}
        error={said("audience.grades")}
        onChange={(chosen) => {
          change({ grades: chosen });
        }}
      >
        <Group gap="md" mt={6}>
          {grades.map((grade) => (
            <Checkbox key={grade} value={grade} label={grade} />
          ))}
        </Group>
      </Checkbox.Group>
      <Checkbox.Group
        label={t("editor.regions")}
        value={[...draft.regions]}
        error={said("audience.regions")}
        onChange={(chosen) => {
          change({ regions: chosen });
        }}
      >
        <Group gap="md" mt={6}>
          {regions.own.map(([region, name]) => (
            <Checkbox key={region} value={region} label={name} />
          ))}
        </Group>
      </Checkbox.Group>
      <MultiSelect
        label={t("editor.dealers")}
        description={t("editor.dealers_hint")}
        value={[...draft.dealers]}
        data={dealers.map(({ dealer_id, name }) => ({ value: dealer_id, label: name }))}
        searchable
        hidePickedOptions
        limit={50}
        nothingFoundMessage={t("editor.no_dealer")}
        error={said("audience.dealers")}
        onChange={(chosen) => {
          change({ dealers: chosen });
        }}
      />
      <Checkbox
        label={t("editor.opt_in")}
        description={t("editor.opt_in_hint")}
        checked={draft.opt_in}
        onChange={({ currentTarget }) => {
          change({ opt_in: currentTarget.checked });
        }}
      />
    </Card>
  );
}

export function LimitFields(editing: Editing): React.ReactElement {
  const { t } = useTranslation("promotions");
  const { kind } = editing.draft;
  const below = { inputWrapperOrder: HINT_BELOW };
  return (
    <Card title={t("editor.limits")}>
      <Fields>
        {kind !== "buy_x_get_y" && (
          <MoneyInput
            label={t("editor.budget")}
            description={t("editor.budget_hint")}
            {...below}
            {...text(editing, "budget")}
          />
        )}
        <PiecesInput
          label={t(kind === "spend_and_save" ? "editor.quota_orders" : "editor.quota_pieces")}
          description={t("editor.no_limit")}
          {...below}
          {...text(editing, "quota")}
        />
        {kind !== "buy_x_get_y" && (
          <TextInput
            label={t("editor.group")}
            description={t("editor.group_hint")}
            maxLength={50}
            {...below}
            {...text(editing, "group")}
          />
        )}
        <PiecesInput
          label={t("editor.priority")}
          description={t("editor.priority_hint")}
          {...below}
          {...text(editing, "priority")}
        />
      </Fields>
    </Card>
  );
}

export function TermsFields(editing: Editing): React.ReactElement {
  const { t } = useTranslation("promotions");
  const area = { autosize: true, minRows: 4, maxLength: 5000 };
  return (
    <Card title={t("terms")}>
      <Textarea label={t("editor.terms")} required {...area} {...text(editing, "terms")} />
      <Textarea label={t("editor.terms_en")} {...area} {...text(editing, "terms_en")} />
    </Card>
  );
}
