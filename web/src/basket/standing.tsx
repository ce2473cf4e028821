/** How it stands with the order that is being placed: on its way, ordered, or refused and what to do about that. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ErrorCode } from "../kernel/errors";
import { groupedWhole } from "../kernel/money";
import { money } from "../kernel/money_text";
import { Actions } from "../ui/page";
import { Message, useRefusalWords } from "../ui/states";
import { sameLines, type Outcome, type Placing } from "./basket";
import styles from "./basket.module.css";
import { putAway, sendWaiting, withdraw } from "./ordering";
import { asError } from "./problems";
import { RefusedOrder } from "./refused_order";
import type { Quoting } from "./quoting";
import { useBasket, usePlacing } from "./store";

const STANDING = "standing";

/** Nothing where no order is being placed, or its first answer is on its way. */
export function Standing({ quoting }: { readonly quoting: Quoting }): React.ReactElement | null {
  const told = useTold(quoting);
  return (
    told && (
      <div id={STANDING} className={styles.standing} tabIndex={-1}>
        {told}
      </div>
    )
  );
}

/** Leads the reader to what is told, once it is drawn. */
export function leadToStanding(): void {
  requestAnimationFrame(() => {
    const told = document.getElementById(STANDING);
    told?.focus({ preventScroll: true });
    told?.scrollIntoView({ block: "start" });
  });
}

function useTold(quoting: Quoting): React.ReactElement | null {
  const placing = usePlacing();
  const { lines } = useBasket();
  if (!placing) return null;
  const { outcome, trouble } = placing;
  if (outcome === null) return trouble === null ? null : <WaitingOrder placing={placing} trouble={trouble} />;
  if (outcome.kind === "ordered") return <OrderedBefore outcome={outcome} total={placing.total} />;
  if (!sameLines(lines, placing.lines)) return null;
  return <RefusedOrder placing={placing} refusal={asError(outcome)} quoting={quoting} />;
}

/** There is no answer yet. It is sent again by itself; until then it can be taken back, if it never arrived. */
function WaitingOrder({
  placing,
  trouble,
}: {
  readonly placing: Placing;
  readonly trouble: ErrorCode;
}): React.ReactElement {
  const { t } = useTranslation("basket");
  const words = useRefusalWords();
  const [said, setSaid] = useState<string | null>(null);
  const { lines, total, orderId, sentAt } = placing;
  const busy = trouble === "busy" && orderId !== null;
  const tried = sentAt !== null;
  const figures = { products: groupedWhole(String(lines.length)), total: money(total) };
  const take = async (): Promise<void> => {
    try {
      setSaid((await withdraw()) === "late" ? t("waiting.late") : null);
    } catch (error) {
      setSaid(words(error));
    }
  };
  return (
    <Message tone="warn">
      <div className={styles.said}>
        <p>
          <strong>{t(busy ? "waiting.reserving" : tried ? "waiting.unanswered" : "waiting.kept", figures)}</strong>
        </p>
        <p>{t(busy ? "waiting.reserving_text" : tried ? "waiting.unanswered_text" : "waiting.kept_text")}</p>
        {tried && !busy && <p className="quiet">{words(asError({ code: trouble, details: [] }))}</p>}
        <p role="status">{said}</p>
        <Actions>
          <Button size="compact-sm" variant="default" onClick={() => void sendWaiting().catch(() => undefined)}>
            {t("waiting.now")}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={() => void take()}>
            {t("waiting.withdraw")}
          </Button>
          {busy && (
            <Link to="/orders/$orderId" params={{ orderId }}>
              {t("to_order", { order: orderId })}
            </Link>
          )}
        </Actions>
      </div>
    </Message>
  );
}

/** What was sent meanwhile has been ordered. */
function OrderedBefore({
  outcome: { orderId },
  total,
}: {
  readonly outcome: Extract<Outcome, { kind: "ordered" }>;
  readonly total: string;
}): React.ReactElement {
  const { t } = useTranslation("basket");
  return (
    <Message tone="good">
      <div className={styles.said}>
        <p>{t("told.ordered", { order: orderId, total: money(total) })}</p>
        <Actions>
          <Link to="/orders/$orderId" params={{ orderId }}>
            {t("to_order", { order: orderId })}
          </Link>
          <Button size="compact-sm" variant="subtle" onClick={putAway}>
            {t("seen")}
          </Button>
        </Actions>
      </div>
    </Message>
  );
}
