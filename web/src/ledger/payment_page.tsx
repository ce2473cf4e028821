/** One payment: what came in, when, and which invoices it has gone to. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { useUser } from "../api/session";
import { isDealer } from "../kernel/permissions";
import { DataTable } from "../ui/data_list";
import { Facts, Rows } from "../ui/facts";
import { Day, Instant, Money } from "../ui/figures";
import { Card, Columns, Page } from "../ui/page";
import { Empty, Found } from "../ui/states";
import { AccountLink } from "./account_link";
import { DocumentLink } from "./document_link";

type Payment = Schemas["PaymentOut"];
const route = getRouteApi("/in/payments/$paymentId");

export function PaymentPage(): React.ReactElement {
  const { t } = useTranslation("ledger");
  const user = useUser();
  const { paymentId } = route.useParams();
  const found = useQuery({
    queryKey: ["payments", paymentId],
    queryFn: () => answered(api.GET("/payments/{payment_id}", { params: { path: { payment_id: paymentId } } })),
  });
  const back = isDealer(user)
    ? ({ to: "/account", text: t("own.title") } as const)
    : ({ to: "/accounts", text: t("accounts.title") } as const);
  return (
    <Page title={t("payment.one")} back={back}>
      <Found query={found}>{(payment) => <Shown payment={payment} />}</Found>
    </Page>
  );
}

function Shown({ payment }: { readonly payment: Payment }): React.ReactElement {
  const { t } = useTranslation("ledger");
  const user = useUser();
  return (
    <Columns>
      <div>
        <Card title={t("payment.applied")}>
          {payment.applied.length === 0 ? (
            <Empty>{t("payment.applied_none")}</Empty>
          ) : (
            <DataTable
              caption={t("payment.applied")}
              items={payment.applied}
              id={({ invoice_id, amount }) => `${invoice_id} ${amount}`}
              columns={[
                {
                  key: "invoice",
                  title: t("invoice.number"),
                  cell: ({ invoice_id }) => <DocumentLink documentId={invoice_id} />,
                  lead: true,
                },
                { key: "day", title: t("payment.applied_on"), cell: ({ day }) => <Day on={day} /> },
                {
                  key: "amount",
                  title: t("payment.applied_amount"),
                  cell: ({ amount }) => <Money amount={amount} />,
                  end: true,
                },
              ]}
            />
          )}
          <Rows
            facts={[
              [t("payment.amount"), <Money key="amount" amount={payment.amount} />],
              [t("payment.unapplied"), <Money key="left" amount={payment.unapplied} />, true],
            ]}
          />
        </Card>
      </div>
      <div>
        <Card>
          <Facts
            facts={[
              [t("payment.id"), payment.payment_id],
              [t("accounts.dealer"), isDealer(user) ? null : <AccountLink dealerId={payment.dealer_id} />],
              [t("payment.day"), <Day key="day" on={payment.received_on} />],
              [t("record.reference"), payment.reference],
              [t("payment.recorded"), <Instant key="recorded" at={payment.recorded_at} />],
            ]}
          />
        </Card>
      </div>
    </Columns>
  );
}
