/** The editor's part on tiers: how they are reached, what they pay, and how they add up. */
import { Button, NativeSelect, Radio, Stack, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { Card, Fields } from "../ui/page";
import { FigureInput, type Editing } from "./editor_parts";
import type { Draft, PayKind, TierDraft } from "./program_draft";
import styles from "./editor.module.css";

const METHODS = ["whole", "slab", "rolling", "total"] as const;
const PAYS = ["rate", "per_unit", "fixed"] as const;

export function TierFields(editing: Editing): React.ReactElement {
  const { t } = useTranslation("rebates");
  const { draft, change, said } = editing;
  return (
    <Card title={t("editor.tiers")}>
      <Radio.Group
        label={t("program.method")}
        value={draft.tier_method}
        error={said("terms.tier_method")}
        onChange={(chosen) => {
          change({ tier_method: chosen });
        }}
      >
        <Stack gap="xs" mt={6}>
          {METHODS.map((method) => (
            <Radio
              key={method}
              value={method}
              label={t(`method.${method}`)}
              description={t(`method_hint.${method}`)}
              data-wrong={said("terms.tier_method") && method === draft.tier_method}
            />
          ))}
        </Stack>
      </Radio.Group>
      <NativeSelect
        label={t("editor.pays")}
        value={draft.pay_kind}
        data={PAYS.map((kind) => ({ value: kind, label: t(`editor.pays.${kind}`) }))}
        onChange={({ currentTarget }) => {
          change({ pay_kind: currentTarget.value as PayKind });
        }}
      />
      <GrowthFields {...editing} />
      <ol className={styles.rows}>
        {draft.tiers.map((tier, place) => (
          <li key={tier.id}>
            <TierRow editing={editing} tier={tier} place={place} />
          </li>
        ))}
      </ol>
      {said("terms.tiers") && <p className={styles.wrong}>{said("terms.tiers")}</p>}
      <div>
        <Button
          variant="default"
          onClick={() => {
            change({ tiers: [...draft.tiers, { id: nextId(draft.tiers), from: "", pays: "" }] });
          }}
        >
          {t("editor.add_tier")}
        </Button>
      </div>
    </Card>
  );
}

/** An id that no row has. */
export function nextId(rows: readonly { readonly id: number }[]): number {
  return Math.max(0, ...rows.map(({ id }) => id)) + 1;
}

function TierRow({
  editing: { draft, change, said },
  tier,
  place,
}: {
  readonly editing: Editing;
  readonly tier: TierDraft;
  readonly place: number;
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const field = `terms.tiers.${place}`;
  const turn = (part: Partial<TierDraft>): void => {
    change({ tiers: draft.tiers.map((one) => (one.id === tier.id ? { ...one, ...part } : one)) });
  };
  const named = { tier: place + 1 };
  return (
    <div className={styles.row} role="group" aria-label={t("tier_number", named)}>
      <span className={styles.number}>{t("tier_number", named)}</span>
      <FigureInput
        label={t("editor.from")}
        unit={fromUnit(draft)}
        value={tier.from}
        error={said(`${field}.from`)}
        onChange={({ currentTarget }) => {
          turn({ from: currentTarget.value });
        }}
      />
      <FigureInput
        label={t(`editor.pays.${draft.pay_kind}`)}
        unit={draft.pay_kind === "rate" ? "percent" : "money"}
        value={tier.pays}
        error={said(`${field}.${draft.pay_kind}`)}
        onChange={({ currentTarget }) => {
          turn({ pays: currentTarget.value });
        }}
      />
      <Button
        variant="subtle"
        className={styles.remove ?? ""}
        disabled={draft.tiers.length === 1}
        aria-label={t("editor.remove_tier", named)}
        onClick={() => {
          change({ tiers: draft.tiers.filter(({ id }) => id !== tier.id) });
        }}
      >
        {t("editor.remove")}
      </Button>
    </div>
  );
}

function fromUnit({ by_growth, measure }: Draft): "percent" | "pieces" | "money" {
  if (by_growth) return "percent";
  return measure === "quantity" ? "pieces" : "money";
}

function GrowthFields({ draft, change, said }: Editing): React.ReactElement {
  const { t } = useTranslation("rebates");
  return (
    <>
      <Switch
        label={t("editor.by_growth")}
        description={t("editor.by_growth_hint")}
        checked={draft.by_growth}
        error={said("terms.growth")}
        data-wrong={said("terms.growth")}
        onChange={({ currentTarget }) => {
          change({ by_growth: currentTarget.checked });
        }}
      />
      {draft.by_growth && (
        <Fields>
          <NativeSelect
            label={t("editor.baseline")}
            value={draft.baseline}
            data={(["previous_period", "same_period_last_year"] as const).map((one) => ({
              value: one,
              label: t(`rule.baseline.${one}`),
            }))}
            onChange={({ currentTarget }) => {
              change({ baseline: currentTarget.value as Schemas["BaselinePeriod"] });
            }}
          />
          <NativeSelect
            label={t("editor.without_baseline")}
            value={draft.without_baseline}
            data={(["exclude", "first_tier"] as const).map((one) => ({
              value: one,
              label: t(`editor.without_baseline.${one}`),
            }))}
            onChange={({ currentTarget }) => {
              change({ without_baseline: currentTarget.value as Schemas["WithoutBaseline"] });
            }}
          />
          <NativeSelect
            label={t("editor.pay_on")}
            value={draft.pay_on}
            error={said("terms.growth.pay_on")}
            data={(["total", "increment"] as const).map((one) => ({ value: one, label: t(`editor.pay_on.${one}`) }))}
            onChange={({ currentTarget }) => {
              change({ pay_on: currentTarget.value as Schemas["PayOn"] });
            }}
          />
        </Fields>
      )}
    </>
  );
}
