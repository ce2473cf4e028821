/** Ends a program with the last day of a period that is not past. */
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import { day, period as periodName } from "../kernel/dates";
import { lastDayOf, nextPeriods } from "../kernel/periods";
import { ConfirmButton } from "../ui/dialog";
import { today, type Program } from "./program_queries";

const CHOICES = 6;

/** The periods with whose last day the program may end. */
export function periodsToEnd({ period_kind, first_day, last_day }: Program, now: string): readonly string[] {
  return nextPeriods(period_kind, now > first_day ? now : first_day, CHOICES).filter(
    (one) => last_day === null || lastDayOf(one) < last_day,
  );
}

export function EndProgram({ program }: { readonly program: Program }): React.ReactElement | null {
  const { t } = useTranslation("rebates");
  const periods = periodsToEnd(program, today());
  const [chosen, setChosen] = useState(periods[0] ?? "");
  const end = useCommand(
    (last: string) =>
      answered(
        api.PUT("/rebate-programs/{program_id}/end", {
          params: { path: { program_id: program.program_id }, header: { "If-Match": `"${program.version}"` } },
          body: { last_day: last },
        }),
      ),
    { changes: [["programs"]], says: (_, last) => t("end.done", { name: program.name, day: day(last) }) },
  );
  if (periods.length === 0) return null;
  return (
    <ConfirmButton
      text={t("end.button")}
      question={t("end.question", { name: program.name })}
      yes={t("end.yes")}
      quiet
      danger
      busy={end.busy}
      error={end.error}
      act={() => end.run(lastDayOf(chosen))}
    >
      <p>{t("end.text")}</p>
      <NativeSelect
        label={t("end.period")}
        value={chosen}
        data={periods.map((one) => ({
          value: one,
          label: t("end.choice", { period: periodName(one), day: day(lastDayOf(one)) }),
        }))}
        onChange={({ currentTarget }) => {
          setChosen(currentTarget.value);
        }}
      />
    </ConfirmButton>
  );
}
