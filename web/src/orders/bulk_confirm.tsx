/** Confirms the ticked orders one after the other, and says of each that it is done, or why not. */
import { Checkbox } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { freshKey } from "../api/command";
import { ConfirmButton } from "../ui/dialog";
import { Message, useRefusalWords } from "../ui/states";
import { confirmOrder, ORDERS } from "./calls";
import styles from "./orders.module.css";

interface Outcome {
  readonly orderId: string;
  /** Why not; null where it is done. */
  readonly error: unknown;
}

interface BulkProps {
  readonly shown: readonly string[];
  readonly ticked: ReadonlySet<string>;
  readonly setTicked: (ticked: ReadonlySet<string>) => void;
}

export function BulkConfirm({ shown, ticked, setTicked }: BulkProps): React.ReactElement | null {
  const { t } = useTranslation("orders");
  const client = useQueryClient();
  const keys = useRef(new Map<string, string>());
  const [busy, setBusy] = useState(false);
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const chosen = shown.filter((orderId) => ticked.has(orderId));

  const one = async (orderId: string): Promise<Outcome> => {
    const key = keys.current.get(orderId) ?? freshKey();
    keys.current.set(orderId, key);
    try {
      await confirmOrder(orderId, key);
      return { orderId, error: null };
    } catch (error) {
      return { orderId, error };
    }
  };
  const all = async (): Promise<void> => {
    setBusy(true);
    let told: readonly Outcome[] = [];
    setOutcomes(told);
    for (const orderId of chosen) {
      told = [...told, await one(orderId)];
      setOutcomes(told);
    }
    setTicked(new Set(told.filter(({ error }) => error !== null).map(({ orderId }) => orderId)));
    await client.invalidateQueries({ queryKey: ORDERS });
    setBusy(false);
  };

  if (shown.length === 0 && outcomes.length === 0) return null;
  return (
    <>
      {shown.length > 0 && (
        <div className={styles.bulk}>
          <Checkbox
            label={t("tick_all", { count: shown.length })}
            checked={chosen.length === shown.length}
            indeterminate={chosen.length > 0 && chosen.length < shown.length}
            onChange={({ currentTarget: { checked } }) => {
              setTicked(new Set(checked ? shown : []));
            }}
          />
          <ConfirmButton
            text={t("confirm_ticked", { count: chosen.length })}
            question={t("confirm_ticked_question", { count: chosen.length })}
            yes={t("do.confirm")}
            disabled={chosen.length === 0}
            busy={busy}
            act={all}
          >
            <ul className={styles.figures}>
              {chosen.map((orderId) => (
                <li key={orderId}>{orderId}</li>
              ))}
            </ul>
          </ConfirmButton>
        </div>
      )}
      <Outcomes outcomes={outcomes} />
    </>
  );
}

function Outcomes({ outcomes }: { readonly outcomes: readonly Outcome[] }): React.ReactElement | null {
  const { t } = useTranslation("orders");
  const words = useRefusalWords();
  if (outcomes.length === 0) return null;
  const refused = outcomes.filter(({ error }) => error !== null);
  const figures = { done: outcomes.length - refused.length, refused: refused.length };
  return (
    <Message tone={refused.length > 0 ? "warn" : "good"}>
      <p role="status">{t(refused.length > 0 ? "bulk_some" : "bulk_all", figures)}</p>
      <ul className={styles.figures}>
        {outcomes.map(({ orderId, error }) => (
          <li key={orderId}>
            <Link to="/orders/$orderId" params={{ orderId }}>
              {orderId}
            </Link>{" "}
            {error === null ? t("bulk_done") : words(error)}
          </li>
        ))}
      </ul>
    </Message>
  );
}
