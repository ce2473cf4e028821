/** The editor of programs, as all its parts know it: what is written, how to change it, what is wrong with a field. */
import { MultiSelect, TextInput, type TextInputProps } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { language } from "../kernel/i18n";
import { useProductNames } from "../stock/product_names";
import { HINT_BELOW, MoneyInput } from "../ui/inputs";
import type { Draft } from "./program_draft";

export interface Editing {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  /** What is wrong with a field, named as the API names it. */
  readonly said: (field: string) => string | undefined;
}

type Unit = "money" | "percent" | "pieces" | "days";

/** A figure with its unit; what is typed is text, and stays text. */
export function FigureInput({ unit, ...input }: TextInputProps & { readonly unit: Unit }): React.ReactElement {
  const { t } = useTranslation("rebates");
  if (unit === "money") return <MoneyInput {...input} />;
  const shown = unit === "percent" ? { rightSection: "%" } : { rightSection: t(`unit.${unit}`), rightSectionWidth: 56 };
  return <TextInput inputMode="decimal" autoComplete="off" {...shown} {...input} />;
}

const labelOf = (sku: string, name: string | null): string => (name === null ? sku : `${sku} · ${name}`);

/** Products by their SKUs, found by SKU or name. */
export function ProductChoice({
  label,
  description,
  value,
  change,
  error,
}: {
  readonly label: string;
  readonly description: string;
  readonly value: readonly string[];
  readonly change: (skus: string[]) => void;
  readonly error: string | undefined;
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const [sought, setSought] = useState("");
  const { data } = useQuery({
    queryKey: ["products", "choice", sought],
    queryFn: () => answered(api.GET("/products", { params: { query: { q: sought, limit: 20 } } })),
    placeholderData: (before) => before,
  });
  const names = useProductNames();
  const english = language() === "en";
  const found = (data?.items ?? []).map(({ sku, name, name_en }) => ({
    value: sku,
    label: labelOf(sku, english ? name_en : name),
  }));
  const chosen = value
    .filter((sku) => !found.some((product) => product.value === sku))
    .map((sku) => ({ value: sku, label: labelOf(sku, names.of(sku)) }));
  return (
    <MultiSelect
      label={label}
      description={description}
      inputWrapperOrder={HINT_BELOW}
      value={[...value]}
      onChange={change}
      data={[...found, ...chosen]}
      filter={({ options }) => options}
      searchable
      searchValue={sought}
      onSearchChange={setSought}
      nothingFoundMessage={t("editor.no_product")}
      hidePickedOptions
      error={error}
    />
  );
}
