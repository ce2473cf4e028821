/** Sets when a level is low or high, and of a warehouse how many pieces are never sold. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import { isRefusal } from "../kernel/errors";
import { Dialog } from "../ui/dialog";
import { PiecesInput } from "../ui/inputs";
import { Actions, Fields } from "../ui/page";
import { Message, Problem } from "../ui/states";
import { readLimits, type LimitField, type LimitProblem, type LimitsIn, type TypedLimits } from "./limit_rules";
import { isDealers, type Level } from "./location_rules";
import styles from "./stock.module.css";

interface DialogProps {
  readonly location: string;
  /** Null to name a product. */
  readonly level: Level | null;
  readonly name: string | null;
  readonly close: () => void;
}

export function LimitsDialog({ location, level, name, close }: DialogProps): React.ReactElement {
  const { t } = useTranslation("stock");
  const [typed, setTyped] = useState<TypedLimits>({
    sku: level?.sku ?? "",
    safety: isDealers(location) ? null : String(level?.safety ?? 0),
    low: level?.low?.toString() ?? "",
    high: level?.high?.toString() ?? "",
  });
  const [problems, setProblems] = useState<ReadonlyMap<LimitField, LimitProblem>>(new Map());
  const [below, setBelow] = useState<string | null>(null);
  const set = useCommand(
    (limits: LimitsIn, key) =>
      answered(
        api.POST("/stock/thresholds", {
          params: { header: { "Idempotency-Key": key } },
          body: { location, lines: [limits] },
        }),
      ),
    {
      changes: [["stock"]],
      says: (_, { sku }) => t("limits_done", { sku }),
      then: ({ below_zero }, { sku }) => {
        if (below_zero.length > 0) setBelow(sku);
        else close();
      },
    },
  );
  const refused = isRefusal(set.error, "unknown_sku") ? "unknown_sku" : null;
  const problem = (field: LimitField): string | null => {
    const found = problems.get(field);
    return found ? t(`limit.${found}`) : null;
  };
  const field = (key: "safety" | "low" | "high"): React.ReactElement => (
    <PiecesInput
      label={t(`figure.${key}`)}
      description={t(`limit_means.${key}`)}
      value={typed[key] ?? ""}
      error={problem(key)}
      onChange={({ currentTarget: { value } }) => {
        setTyped((before) => ({ ...before, [key]: value }));
      }}
    />
  );
  return (
    <Dialog title={level ? t("limits_title", { product: name ?? level.sku }) : t("limits_new")} close={close}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          const read = readLimits(typed);
          setProblems("problems" in read ? read.problems : new Map());
          if ("limits" in read) void set.run(read.limits);
        }}
      >
        {level === null && (
          <TextInput
            label={t("sku")}
            required
            value={typed.sku}
            error={refused === null ? problem("sku") : t("line.unknown")}
            onChange={({ currentTarget: { value } }) => {
              setTyped((before) => ({ ...before, sku: value }));
            }}
          />
        )}
        <Fields>
          {field("low")}
          {field("high")}
          {typed.safety !== null && field("safety")}
        </Fields>
        {refused === null && <Problem error={set.error} />}
        {below !== null && <Message tone="warn">{t("below_zero_limits", { sku: below })}</Message>}
        <Actions>
          <Button type="submit" loading={set.busy}>
            {t("limits_save")}
          </Button>
          <Button variant="default" disabled={set.busy} onClick={close}>
            {t("close")}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
