/** Whose sub-dealer a dealer is, from a day on. */
import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import { ApiError, isRefusal } from "../kernel/errors";
import { businessDay, day } from "../kernel/dates";
import { HINT_BELOW } from "../ui/inputs";
import { Actions, Fields } from "../ui/page";
import { Message, Problem } from "../ui/states";
import type { Dealer } from "./dealer_queries";
import { useDealers } from "./directory";
import { holdsOn, type Hierarchy } from "./hierarchy";
import styles from "./dealers.module.css";

interface Wanted {
  readonly parent_id: string | null;
  readonly first_day: string;
}

export function SetParent({
  dealer,
  place,
  close,
}: {
  readonly dealer: Dealer;
  readonly place: Hierarchy;
  readonly close: () => void;
}): React.ReactElement {
  const { t } = useTranslation("dealers");
  const { data: dealers = [] } = useDealers("active");
  const now = businessDay(new Date());
  const present = place.parents.find((link) => holdsOn(link, now)) ?? null;
  const [wanted, setWanted] = useState<Wanted>({ parent_id: present?.parent_id ?? null, first_day: now });
  const set = useCommand(
    (body: Wanted, key: string) =>
      answered(
        api.POST("/dealers/{dealer_id}/parents", {
          params: { path: { dealer_id: dealer.dealer_id }, header: { "Idempotency-Key": key } },
          body,
        }),
      ),
    {
      changes: [["dealers", "hierarchy"]],
      says: ({ first_day, parent_id }) =>
        parent_id === null
          ? t("hierarchy.done_none", { name: dealer.name, day: day(first_day) })
          : t("hierarchy.done", { name: dealer.name, parent: nameOf(parent_id), day: day(first_day) }),
      then: close,
    },
  );
  const refused = isRefusal(set.error, "invalid") ? set.error.fields : [];
  const elsewhere = set.error instanceof ApiError && refused.length === 0;
  const turn = (part: Partial<Wanted>): void => {
    setWanted((before) => ({ ...before, ...part }));
    set.forget();
  };
  const choices = dealers.filter(({ dealer_id }) => dealer_id !== dealer.dealer_id);
  const latest = place.parents.at(-1)?.first_day ?? "";
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void set.run(wanted);
      }}
    >
      <Fields>
        <Select
          label={t("hierarchy.parent")}
          placeholder={t("hierarchy.nobody")}
          value={wanted.parent_id}
          data={choices.map(({ dealer_id, name }) => ({ value: dealer_id, label: name }))}
          searchable
          clearable
          limit={50}
          nothingFoundMessage={t("hierarchy.no_dealer")}
          error={refused.includes("parent_id") ? t("hierarchy.wrong_parent") : null}
          onChange={(chosen) => {
            turn({ parent_id: chosen });
          }}
        />
        <TextInput
          type="date"
          label={t("hierarchy.first_day")}
          description={t("hierarchy.first_day_hint")}
          inputWrapperOrder={HINT_BELOW}
          min={latest > place.earliest_day ? latest : place.earliest_day}
          value={wanted.first_day}
          error={refused.includes("first_day") ? t("hierarchy.wrong_day") : null}
          onChange={({ currentTarget }) => {
            turn({ first_day: currentTarget.value });
          }}
        />
      </Fields>
      <Message>{t("hierarchy.means")}</Message>
      {elsewhere && <Problem error={set.error} />}
      <Actions>
        <Button type="submit" loading={set.busy} disabled={wanted.first_day === ""}>
          {t("hierarchy.save")}
        </Button>
        <Button variant="default" onClick={close}>
          {t("cancel")}
        </Button>
      </Actions>
    </form>
  );

  function nameOf(dealerId: string): string {
    return dealers.find(({ dealer_id }) => dealer_id === dealerId)?.name ?? dealerId;
  }
}
