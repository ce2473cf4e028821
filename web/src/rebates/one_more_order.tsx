/** What one more order would bring: a slider and an amount, answered by the program's real rule. */
import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { Rows } from "../ui/facts";
import { Money } from "../ui/figures";
import { MoneyInput } from "../ui/inputs";
import { Message, Problem } from "../ui/states";
import { measureWords } from "./figure_words";
import { readFigure } from "./percent_text";
import { sliderOf } from "./slider_rules";
import styles from "./rebates.module.css";

type Accrued = Schemas["AccruedLineOut"];

const SLIDING = 300;

export function OneMoreOrder({ line }: { readonly line: Accrued }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const { most, step, start } = sliderOf(line);
  const [typed, setTyped] = useState(start);
  const pieces = line.result.measure === "quantity";
  const read = readFigure(typed, pieces ? 0 : 2);
  const [more] = useDebouncedValue(read, SLIDING);
  const found = useQuery({
    queryKey: ["accrued", "what-if", line.program_id, more],
    queryFn: () =>
      answered(
        api.GET("/rebate-programs/{program_id}/what-if", {
          params: { path: { program_id: line.program_id }, query: { more: more ?? "0" } },
        }),
      ),
    enabled: more !== null,
    placeholderData: keepPreviousData,
  });
  const label = pieces ? t("more.pieces") : t("more.amount");
  const change = ({ currentTarget }: React.ChangeEvent<HTMLInputElement>): void => {
    setTyped(currentTarget.value);
  };
  const input = { label, value: typed, error: read === null ? t("more.wrong") : undefined, onChange: change };
  return (
    <section className={styles.more} aria-label={t("more.title")}>
      <h3>{t("more.title")}</h3>
      <div className={styles.slider}>
        <input
          type="range"
          aria-label={label}
          min="0"
          max={most}
          step={step}
          value={read?.split(".")[0] ?? "0"}
          onChange={change}
        />
        {pieces ? <TextInput inputMode="numeric" autoComplete="off" {...input} /> : <MoneyInput {...input} />}
      </div>
      {found.error && <Problem error={found.error} />}
      {found.data && read !== null && (
        <div aria-live="polite" aria-busy={found.isPlaceholderData}>
          <Brings answer={found.data} />
        </div>
      )}
      <p className="quiet">{t("more.hint")}</p>
    </section>
  );
}

function Brings({ answer: { now, then, gain } }: { readonly answer: Schemas["WhatIfOut"] }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const { tier, measure, measured, to_next_tier: missing } = then.result;
  return (
    <>
      <Rows
        facts={[
          [
            t("more.then_measured"),
            <span key="m" className="number">
              {measureWords(measure, measured, t)}
            </span>,
          ],
          [t("result.tier"), tier === null ? t("result.no_tier") : t("tier_number", { tier: tier + 1 })],
          [t("more.now"), <Money key="n" amount={now.total} />],
          [t("more.then"), <Money key="t" amount={then.total} />],
          [t("more.gain"), <Money key="g" amount={gain} signed />, true],
        ]}
      />
      {missing !== null && <p className="quiet">{t("more.missing", { missing: measureWords(measure, missing, t) })}</p>}
      {then.result.limit !== null && <Message>{t(`limit.${then.result.limit}`)}</Message>}
      {then.beaten_by !== null && <Message>{t("more.beaten")}</Message>}
    </>
  );
}
