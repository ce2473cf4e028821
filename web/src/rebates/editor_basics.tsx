/** The editor's first part: name, period, validity, and whom the program means. */
import { Checkbox, Group, MultiSelect, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { useDealers } from "../dealers/directory";
import { day as dayName, period as periodName } from "../kernel/dates";
import { firstDayOf } from "../kernel/periods";
import { HINT_BELOW, MoneyInput } from "../ui/inputs";
import { Card, Fields } from "../ui/page";
import type { Editing } from "./editor_parts";

const KINDS = ["month", "quarter", "year"] as const;

/** `starts`: the periods with which a next version may begin; its kind of period is the program's. */
export function Basics({
  draft,
  change,
  said,
  starts,
}: Editing & { readonly starts: readonly string[] | null }): React.ReactElement {
  const { t } = useTranslation("rebates");
  return (
    <Card title={t("editor.basics")}>
      <Fields>
        <TextInput
          label={t("program.name")}
          required
          maxLength={200}
          value={draft.name}
          error={said("name")}
          onChange={({ currentTarget }) => {
            change({ name: currentTarget.value });
          }}
        />
        <NativeSelect
          label={t("program.kind")}
          value={draft.period_kind}
          disabled={starts !== null}
          data={KINDS.map((kind) => ({ value: kind, label: t(`period_kind.${kind}`) }))}
          onChange={({ currentTarget }) => {
            change({ period_kind: currentTarget.value as Schemas["PeriodKind"] });
          }}
        />
        {starts === null ? (
          <TextInput
            type="date"
            label={t("editor.first_day")}
            required
            value={draft.first_day}
            error={said("first_day")}
            onChange={({ currentTarget }) => {
              change({ first_day: currentTarget.value });
            }}
          />
        ) : (
          <NativeSelect
            label={t("version.from")}
            value={draft.first_day}
            error={said("first_day")}
            data={starts.map((one) => ({
              value: firstDayOf(one),
              label: t("version.from_choice", { period: periodName(one), day: dayName(firstDayOf(one)) }),
            }))}
            onChange={({ currentTarget }) => {
              change({ first_day: currentTarget.value });
            }}
          />
        )}
        <TextInput
          type="date"
          label={t("editor.last_day")}
          description={t("editor.last_day_hint")}
          inputWrapperOrder={HINT_BELOW}
          value={draft.last_day}
          min={draft.first_day}
          error={said("last_day")}
          onChange={({ currentTarget }) => {
            change({ last_day: currentTarget.value });
          }}
        />
        <MoneyInput
          label={t("editor.budget")}
          description={t("editor.budget_hint")}
          inputWrapperOrder={HINT_BELOW}
          value={draft.budget}
          error={said("budget")}
          onChange={({ currentTarget }) => {
            change({ budget: currentTarget.value });
          }}
        />
      </Fields>
      {draft.period_kind !== "month" && (
        <Checkbox
          label={t("editor.partial")}
          description={t("editor.partial_hint")}
          checked={draft.partial}
          onChange={({ currentTarget }) => {
            change({ partial: currentTarget.checked });
          }}
        />
      )}
    </Card>
  );
}

export function AudienceFields({ draft, change, said }: Editing): React.ReactElement {
  const { t } = useTranslation("rebates");
  const { data: dealers = [] } = useDealers("active");
  const regions = useQuery({
    queryKey: ["regions", "names"],
    queryFn: () => answered(api.GET("/regions")),
    staleTime: 300_000,
  });
  const grades = [...new Set([...dealers.map(({ grade }) => grade), ...draft.grades])].sort();
  return (
    <Card title={t("program.audience")}>
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
          {(regions.data?.items ?? []).map(({ region_id, name }) => (
            <Checkbox key={region_id} value={region_id} label={name} />
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
    </Card>
  );
}
