/** What takes a return on to its next state, or ends it: as far as the user may, and the state allows. */
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useUser } from "../api/session";
import { money } from "../kernel/money_text";
import { ConfirmButton } from "../ui/dialog";
import { Actions } from "../ui/page";
import { Problem } from "../ui/states";
import { on, useReturnCommand } from "./calls";
import { InspectGoods, ReceiveGoods } from "./goods_steps";
import { actionsOn, type Return } from "./return_rules";

const LONGEST = 2000;

interface OfReturn {
  readonly made: Return;
}

export function ReturnSteps({ made }: OfReturn): React.ReactElement | null {
  const user = useUser();
  const actions = actionsOn(made, user);
  if (actions.size === 0) return null;
  return (
    <Actions>
      {actions.has("approve") && <Approve made={made} />}
      {actions.has("receive") && <ReceiveGoods made={made} />}
      {actions.has("credit") && <Credit made={made} />}
      {actions.has("inspect") && <InspectGoods made={made} />}
      {actions.has("reject") && <Reject made={made} />}
      {actions.has("withdraw") && <Withdraw made={made} />}
    </Actions>
  );
}

function Approve({ made: { return_id } }: OfReturn): React.ReactElement {
  const { t } = useTranslation("returns");
  const approve = useReturnCommand(
    (id: string, key) => answered(api.POST("/returns/{return_id}/approve", { params: on(id, key) })),
    () => t("did.approve", { name: return_id }),
  );
  return (
    <>
      <Button loading={approve.busy} onClick={() => void approve.run(return_id)}>
        {t("do.approve")}
      </Button>
      <Problem error={approve.error} />
    </>
  );
}

function Withdraw({ made: { return_id } }: OfReturn): React.ReactElement {
  const { t } = useTranslation("returns");
  const withdraw = useReturnCommand(
    (id: string, key) => answered(api.POST("/returns/{return_id}/withdraw", { params: on(id, key) })),
    () => t("did.withdraw", { name: return_id }),
  );
  return (
    <ConfirmButton
      text={t("do.withdraw")}
      question={t("withdraw_question", { name: return_id })}
      yes={t("do.withdraw_yes")}
      danger
      busy={withdraw.busy}
      error={withdraw.error}
      act={() => withdraw.run(return_id)}
    />
  );
}

function Credit({ made: { return_id, dealer_name, expected } }: OfReturn): React.ReactElement {
  const { t } = useTranslation("returns");
  const credit = useReturnCommand(
    (id: string, key) => answered(api.POST("/returns/{return_id}/credit", { params: on(id, key) })),
    ({ amount }) => t("did.credit", { name: return_id, amount: money(amount ?? "0.00") }),
  );
  const amount = money(expected?.amount ?? "0.00");
  return (
    <ConfirmButton
      text={t("do.credit")}
      question={t("credit_question", { name: return_id, dealer: dealer_name, amount })}
      yes={t("do.credit_yes", { amount })}
      busy={credit.busy}
      error={credit.error}
      act={() => credit.run(return_id)}
    >
      <p>{t("credit_means")}</p>
    </ConfirmButton>
  );
}

function Reject({ made: { return_id, dealer_name, state } }: OfReturn): React.ReactElement {
  const { t } = useTranslation("returns");
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const reject = useReturnCommand(
    (said: string, key) =>
      answered(api.POST("/returns/{return_id}/reject", { params: on(return_id, key), body: { reason: said } })),
    () => t("did.reject", { name: return_id }),
  );
  const act = (): Promise<unknown> => {
    const said = reason.trim();
    setMissing(said === "");
    return said === "" ? Promise.resolve(null) : reject.run(said);
  };
  return (
    <ConfirmButton
      text={t(state === "approved" ? "do.give_up" : "do.reject")}
      question={t(state === "approved" ? "give_up_question" : "reject_question", {
        name: return_id,
        dealer: dealer_name,
      })}
      yes={t("do.reject_yes")}
      danger
      busy={reject.busy}
      error={reject.error}
      act={act}
    >
      <Textarea
        label={t("reason")}
        description={t("reject_hint")}
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
