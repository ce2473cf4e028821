/** The editor's part on what a campaign takes or gives: the kind, and that kind's figures. */
import { Button, Checkbox, NativeSelect, Radio, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { language } from "../kernel/i18n";
import { HINT_BELOW, MoneyInput, PiecesInput } from "../ui/inputs";
import { Card, Fields } from "../ui/page";
import { figureOf, KINDS, type StepDraft } from "./draft";
import type { Editing } from "./editor_fields";
import styles from "./promotions.module.css";

export function OfferFields(editing: Editing): React.ReactElement {
  const { t } = useTranslation("promotions");
  const { draft, change } = editing;
  return (
    <Card title={t("editor.offer")}>
      <Radio.Group
        label={t("kind")}
        value={draft.kind}
        onChange={(chosen) => {
          change({ kind: chosen, figure: "" });
        }}
      >
        <Stack gap="xs" mt={6}>
          {KINDS.map((kind) => (
            <Radio key={kind} value={kind} label={t(`kind.${kind}`)} description={t(`kind_hint.${kind}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {figureOf(draft.kind) !== null && <Figure {...editing} />}
      {draft.kind === "buy_x_get_y" && <FreeFields {...editing} />}
      {draft.kind === "spend_and_save" && <StepFields {...editing} />}
    </Card>
  );
}

function Figure({ draft, change, said }: Editing): React.ReactElement {
  const { t } = useTranslation("promotions");
  const name = figureOf(draft.kind) ?? "percent";
  const input = {
    label: t(`editor.${name}`),
    required: true,
    value: draft.figure,
    error: said(`offer.${name}`),
    onChange: ({ currentTarget }: React.ChangeEvent<HTMLInputElement>) => {
      change({ figure: currentTarget.value });
    },
  };
  return (
    <Fields>
      {name === "percent" ? (
        <TextInput inputMode="decimal" autoComplete="off" rightSection="%" {...input} />
      ) : (
        <MoneyInput {...input} />
      )}
    </Fields>
  );
}

function FreeFields({ draft, change, said }: Editing): React.ReactElement {
  const { t } = useTranslation("promotions");
  const { data } = useQuery({
    queryKey: ["products", "gifts"],
    queryFn: () => answered(api.GET("/products", { params: { query: { limit: 200 } } })),
    staleTime: 300_000,
  });
  const english = language() === "en";
  const products = (data?.items ?? [])
    .filter(({ active }) => active)
    .map(({ sku, name, name_en }) => ({ value: sku, label: `${sku} · ${english ? name_en : name}` }));
  const known = draft.get_sku === "" || products.some(({ value }) => value === draft.get_sku);
  return (
    <Fields>
      <PiecesInput
        label={t("editor.buy")}
        required
        value={draft.buy}
        error={said("offer.buy")}
        onChange={({ currentTarget }) => {
          change({ buy: currentTarget.value });
        }}
      />
      <PiecesInput
        label={t("editor.get")}
        required
        value={draft.get}
        error={said("offer.get")}
        onChange={({ currentTarget }) => {
          change({ get: currentTarget.value });
        }}
      />
      <NativeSelect
        label={t("editor.get_sku")}
        value={draft.get_sku}
        error={said("offer.get_sku")}
        data={[
          { value: "", label: t("editor.same_product") },
          ...(known ? [] : [{ value: draft.get_sku, label: draft.get_sku }]),
          ...products,
        ]}
        onChange={({ currentTarget }) => {
          change({ get_sku: currentTarget.value });
        }}
      />
    </Fields>
  );
}

function StepFields({ draft, change, said }: Editing): React.ReactElement {
  const { t } = useTranslation("promotions");
  const shown = draft.repeat ? draft.steps.slice(0, 1) : draft.steps;
  const turn = (id: number, part: Partial<StepDraft>): void => {
    change({ steps: draft.steps.map((step) => (step.id === id ? { ...step, ...part } : step)) });
  };
  return (
    <>
      <Checkbox
        label={t("editor.repeat")}
        description={t("editor.repeat_hint")}
        checked={draft.repeat}
        onChange={({ currentTarget }) => {
          change({ repeat: currentTarget.checked });
        }}
      />
      {shown.map((step, place) => (
        <div
          key={step.id}
          className={styles.step}
          role="group"
          aria-label={t("editor.step", { step: String(place + 1) })}
        >
          <MoneyInput
            label={t("editor.spend")}
            value={step.spend}
            error={said(`offer.steps.${place}.spend`)}
            onChange={({ currentTarget }) => {
              turn(step.id, { spend: currentTarget.value });
            }}
          />
          <MoneyInput
            label={t("editor.saves")}
            value={step.save}
            error={said(`offer.steps.${place}.save`)}
            onChange={({ currentTarget }) => {
              turn(step.id, { save: currentTarget.value });
            }}
          />
          {!draft.repeat && (
            <Button
              variant="subtle"
              disabled={draft.steps.length === 1}
              aria-label={t("editor.remove_step", { step: String(place + 1) })}
              onClick={() => {
                change({ steps: draft.steps.filter(({ id }) => id !== step.id) });
              }}
            >
              {t("editor.remove")}
            </Button>
          )}
        </div>
      ))}
      {said("offer.steps") && <p className={styles.wrong}>{said("offer.steps")}</p>}
      {!draft.repeat && (
        <div>
          <Button
            variant="default"
            onClick={() => {
              const id = Math.max(...draft.steps.map((step) => step.id)) + 1;
              change({ steps: [...draft.steps, { id, spend: "", save: "" }] });
            }}
          >
            {t("editor.add_step")}
          </Button>
        </div>
      )}
      <Fields>
        <MoneyInput
          label={t("editor.maximum")}
          description={t("editor.no_limit")}
          inputWrapperOrder={HINT_BELOW}
          value={draft.maximum}
          error={said("offer.maximum")}
          onChange={({ currentTarget }) => {
            change({ maximum: currentTarget.value });
          }}
        />
      </Fields>
    </>
  );
}
