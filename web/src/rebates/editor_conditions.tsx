/** The editor's last part: the scale of collection, cap and minimum, exclusion, and holding back. */
import { Button, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { HINT_BELOW, MoneyInput } from "../ui/inputs";
import { Card, Fields } from "../ui/page";
import { FigureInput, type Editing } from "./editor_parts";
import { nextId } from "./editor_tiers";
import type { CollectionDraft } from "./program_draft";
import styles from "./editor.module.css";

export function ConditionFields(editing: Editing): React.ReactElement {
  const { t } = useTranslation("rebates");
  const { draft, change, said } = editing;
  return (
    <Card title={t("editor.conditions")}>
      <Fields>
        <MoneyInput
          label={t("editor.cap")}
          description={t("editor.cap_hint")}
          inputWrapperOrder={HINT_BELOW}
          value={draft.cap}
          error={said("terms.cap")}
          onChange={({ currentTarget }) => {
            change({ cap: currentTarget.value });
          }}
        />
        <MoneyInput
          label={t("editor.minimum")}
          description={t("editor.minimum_hint")}
          inputWrapperOrder={HINT_BELOW}
          value={draft.minimum_payout}
          error={said("terms.minimum_payout")}
          onChange={({ currentTarget }) => {
            change({ minimum_payout: currentTarget.value });
          }}
        />
        <TextInput
          label={t("program.stacking_group")}
          description={t("editor.stacking_hint")}
          inputWrapperOrder={HINT_BELOW}
          maxLength={100}
          value={draft.stacking_group}
          error={said("terms.stacking_group")}
          onChange={({ currentTarget }) => {
            change({ stacking_group: currentTarget.value });
          }}
        />
        <FigureInput
          label={t("editor.no_overdue_days")}
          description={t("editor.no_overdue_hint")}
          inputWrapperOrder={HINT_BELOW}
          inputMode="numeric"
          unit="days"
          value={draft.no_overdue_days}
          error={said("terms.no_overdue_days")}
          onChange={({ currentTarget }) => {
            change({ no_overdue_days: currentTarget.value });
          }}
        />
      </Fields>
      <h3>{t("editor.collection")}</h3>
      <p className="quiet">{t("editor.collection_hint")}</p>
      {draft.collection.length > 0 && (
        <ol className={styles.rows}>
          {draft.collection.map((step, place) => (
            <li key={step.id}>
              <CollectionRow editing={editing} step={step} place={place} />
            </li>
          ))}
        </ol>
      )}
      <div>
        <Button
          variant="default"
          onClick={() => {
            change({ collection: [...draft.collection, { id: nextId(draft.collection), days: "", factor: "" }] });
          }}
        >
          {t("editor.add_step")}
        </Button>
      </div>
    </Card>
  );
}

function CollectionRow({
  editing: { draft, change, said },
  step,
  place,
}: {
  readonly editing: Editing;
  readonly step: CollectionDraft;
  readonly place: number;
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const field = `terms.collection.${place}`;
  const named = { step: place + 1 };
  const turn = (part: Partial<CollectionDraft>): void => {
    change({ collection: draft.collection.map((one) => (one.id === step.id ? { ...one, ...part } : one)) });
  };
  return (
    <div className={styles.row} role="group" aria-label={t("editor.step_number", named)}>
      <span className={styles.number}>{t("editor.step_number", named)}</span>
      <FigureInput
        label={t("editor.within")}
        inputMode="numeric"
        unit="days"
        value={step.days}
        error={said(`${field}.within_days`)}
        onChange={({ currentTarget }) => {
          turn({ days: currentTarget.value });
        }}
      />
      <FigureInput
        label={t("editor.factor")}
        unit="percent"
        value={step.factor}
        error={said(`${field}.factor`)}
        onChange={({ currentTarget }) => {
          turn({ factor: currentTarget.value });
        }}
      />
      <Button
        variant="subtle"
        className={styles.remove ?? ""}
        aria-label={t("editor.remove_step", named)}
        onClick={() => {
          change({ collection: draft.collection.filter(({ id }) => id !== step.id) });
        }}
      >
        {t("editor.remove")}
      </Button>
    </div>
  );
}
