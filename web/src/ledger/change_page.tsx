/** One change of an account: what was asked for and why, and what came of it. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import { useUser } from "../api/session";
import { isDealer, useMay } from "../kernel/permissions";
import { ConfirmButton } from "../ui/dialog";
import { Facts } from "../ui/facts";
import { Day, Instant } from "../ui/figures";
import { Actions, Card, Page } from "../ui/page";
import { Found } from "../ui/states";
import { AccountLink } from "./account_link";
import { accountKey } from "./account_queries";
import { ChangeBadge } from "./change_badge";
import { ChangeFigures, ChangeKind, type Change } from "./change_words";
import { DocumentLink } from "./document_link";

const route = getRouteApi("/in/account-changes/$changeId");

export function ChangePage(): React.ReactElement {
  const { t } = useTranslation("ledger");
  const user = useUser();
  const may = useMay();
  const { changeId } = route.useParams();
  const found = useQuery({
    queryKey: ["account-changes", "one", changeId],
    queryFn: () => answered(api.GET("/account-changes/{change_id}", { params: { path: { change_id: changeId } } })),
  });
  const back = isDealer(user)
    ? ({ to: "/account", text: t("own.title") } as const)
    : may("read_bank_lines")
      ? ({ to: "/account-changes", text: t("changes.title") } as const)
      : ({ to: "/accounts", text: t("accounts.title") } as const);
  return (
    <Page title={t("change.one")} back={back} aside={found.data && <ChangeBadge state={found.data.state} />} narrow>
      <Found query={found}>{(change) => <Shown change={change} />}</Found>
    </Page>
  );
}

function Shown({ change }: { readonly change: Change }): React.ReactElement {
  const { t } = useTranslation("ledger");
  const user = useUser();
  const may = useMay();
  const waits = change.state === "waiting" && !isDealer(user);
  return (
    <Card>
      <Facts
        facts={[
          [t("change.what"), <ChangeKind key="what" change={change} />],
          [t("change.figures"), <ChangeFigures key="figures" change={change} />],
          [t("accounts.dealer"), isDealer(user) ? null : <AccountLink dealerId={change.dealer_id} />],
          [t("change.reason"), change.reason],
          [t("change.invoice"), change.invoice_id && <DocumentLink documentId={change.invoice_id} />],
          [t("change.due"), change.due_day && <Day on={change.due_day} />],
          [t("change.asked_by"), change.asked_by],
          [t("change.asked_at"), <Instant key="asked" at={change.asked_at} />],
          [t("change.decided_by"), change.decided_by],
          [t("change.decided_at"), change.decided_at && <Instant at={change.decided_at} />],
          [t("change.comment"), change.comment],
          [t("change.number"), change.change_id],
        ]}
      />
      {waits && (
        <Actions>
          {may("ask_adjustments") && change.asked_by !== user.name && (
            <Link to="/decisions/$decisionId" params={{ decisionId: change.decision_id }}>
              {t("change.decide")}
            </Link>
          )}
          {change.asked_by === user.name && <Withdraw change={change} />}
        </Actions>
      )}
    </Card>
  );
}

function Withdraw({ change }: { readonly change: Change }): React.ReactElement {
  const { t } = useTranslation("ledger");
  const withdraw = useCommand(
    (_: null, key) =>
      answered(
        api.POST("/account-changes/{change_id}/withdraw", {
          params: { path: { change_id: change.change_id }, header: { "Idempotency-Key": key } },
          body: {},
        }),
      ),
    { changes: [["account-changes"], accountKey(change.dealer_id)], says: () => t("change.withdrawn") },
  );
  return (
    <ConfirmButton
      text={t("change.withdraw")}
      question={t("change.withdraw_question", { id: change.change_id })}
      yes={t("change.withdraw_yes")}
      danger
      busy={withdraw.busy}
      error={withdraw.error}
      act={() => withdraw.run(null)}
    />
  );
}
