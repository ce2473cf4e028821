/** One payout: how much a dealer asked for, and what finance decided. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import { useUser } from "../api/session";
import { money } from "../kernel/money_text";
import { isDealer, useMay } from "../kernel/permissions";
import { ConfirmButton } from "../ui/dialog";
import { Facts } from "../ui/facts";
import { Instant, Money } from "../ui/figures";
import { Actions, Card, Page } from "../ui/page";
import { Found } from "../ui/states";
import { PayoutBadge } from "./payouts_list";
import { changedBy, type Payout } from "./wallet_queries";

const route = getRouteApi("/in/payouts/$payoutId");

export function PayoutPage(): React.ReactElement {
  const { t } = useTranslation("wallet");
  const user = useUser();
  const may = useMay();
  const { payoutId } = route.useParams();
  const found = useQuery({
    queryKey: ["payouts", "one", payoutId],
    queryFn: () => answered(api.GET("/payouts/{payout_id}", { params: { path: { payout_id: payoutId } } })),
  });
  const back = isDealer(user)
    ? ({ to: "/wallet", text: t("title") } as const)
    : may("read_bank_lines")
      ? ({ to: "/payouts", text: t("payouts_title") } as const)
      : ({ to: "/accounts", text: t("accounts") } as const);
  return (
    <Page title={t("payout.one")} back={back} aside={found.data && <PayoutBadge state={found.data.state} />} narrow>
      <Found query={found}>{(payout) => <Shown payout={payout} />}</Found>
    </Page>
  );
}

function Shown({ payout }: { readonly payout: Payout }): React.ReactElement {
  const { t } = useTranslation("wallet");
  const own = isDealer(useUser());
  const may = useMay();
  const waits = payout.state === "waiting";
  return (
    <Card>
      <Facts
        facts={[
          [t("payout.amount"), <Money key="amount" amount={payout.amount} />],
          [
            t("payout.dealer"),
            own ? null : (
              <Link to="/accounts/$dealerId/wallet" params={{ dealerId: payout.dealer_id }}>
                {payout.dealer_name}
              </Link>
            ),
          ],
          [t("payout.note"), payout.note],
          [t("payout.asked_by"), payout.asked_by],
          [t("payout.asked_at"), <Instant key="asked" at={payout.asked_at} />],
          [t("payout.decided_by"), payout.decided_by],
          [t("payout.decided_at"), payout.decided_at && <Instant at={payout.decided_at} />],
          [t("payout.comment"), payout.comment],
          [t("payout.number"), payout.payout_id],
        ]}
      />
      {waits && own && may("ask_payouts") && <Withdraw payout={payout} />}
      {waits && may("record_payments") && (
        <Actions>
          <Link to="/decisions/$decisionId" params={{ decisionId: payout.decision_id }}>
            {t("payout.decide")}
          </Link>
        </Actions>
      )}
    </Card>
  );
}

function Withdraw({ payout }: { readonly payout: Payout }): React.ReactElement {
  const { t } = useTranslation("wallet");
  const withdraw = useCommand(
    (_: null, key) =>
      answered(
        api.POST("/payouts/{payout_id}/withdraw", {
          params: { path: { payout_id: payout.payout_id }, header: { "Idempotency-Key": key } },
          body: {},
        }),
      ),
    { changes: changedBy(payout.dealer_id), says: () => t("payout.withdrawn") },
  );
  return (
    <Actions>
      <ConfirmButton
        text={t("payout.withdraw")}
        question={t("payout.withdraw_question", { amount: money(payout.amount) })}
        yes={t("payout.withdraw_yes")}
        danger
        busy={withdraw.busy}
        error={withdraw.error}
        act={() => withdraw.run(null)}
      />
    </Actions>
  );
}
