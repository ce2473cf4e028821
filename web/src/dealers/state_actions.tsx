/** Freezing a dealer, thawing it, ending it for good: each with the reason. */
import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmButton } from "../ui/dialog";
import { Message } from "../ui/states";
import type { DealerState } from "./dealer_badge";
import type { Dealer } from "./dealer_queries";
import { useChangeDealer } from "./change_dealer";

const LONGEST = 2000;
/** What a dealer may become. */
const NEXT: Readonly<Record<DealerState, readonly DealerState[]>> = {
  active: ["frozen", "closed"],
  frozen: ["active", "closed"],
  closed: [],
};

export function StateActions({ dealer }: { readonly dealer: Dealer }): React.ReactElement {
  return (
    <>
      {NEXT[dealer.state].map((next) => (
        <Turn key={next} dealer={dealer} next={next} />
      ))}
    </>
  );
}

function Turn({ dealer, next }: { readonly dealer: Dealer; readonly next: DealerState }): React.ReactElement {
  const { t } = useTranslation("dealers");
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const change = useChangeDealer(dealer, () => t(`turned.${next}`, { name: dealer.name }));
  const act = (): Promise<unknown> => {
    const said = reason.trim();
    setMissing(said === "");
    return said === "" ? Promise.resolve(null) : change.run({ state: next, reason: said });
  };
  return (
    <ConfirmButton
      text={t(`turn.${next}`)}
      question={t(`turn_question.${next}`, { name: dealer.name })}
      yes={t(`turn.${next}`)}
      danger={next === "closed"}
      quiet={next !== "active"}
      busy={change.busy}
      error={change.error}
      act={act}
      ready={() => {
        change.forget();
        setMissing(false);
        return true;
      }}
    >
      <Message tone={next === "active" ? "plain" : "warn"}>{t(`turn_text.${next}`)}</Message>
      <Textarea
        label={t("reason")}
        required
        autosize
        minRows={3}
        maxLength={LONGEST}
        value={reason}
        error={missing ? t("reason_missing") : null}
        onChange={({ currentTarget }) => {
          setReason(currentTarget.value);
        }}
      />
    </ConfirmButton>
  );
}
