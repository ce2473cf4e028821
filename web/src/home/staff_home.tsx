/** A member of staff's home: what waits in each of the rooms that are theirs. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { period } from "../kernel/dates";
import { useMay } from "../kernel/permissions";
import { Card, Columns } from "../ui/page";
import { Todo, type Thing } from "./todo";

const MOST = 100;
/** A decision that must be made within two days draws the eye. */
const SOON = 2 * 24 * 60 * 60 * 1000;
const EVERY = 30_000;

/** `100+` where a page was full. */
function counted(items: readonly unknown[] | undefined): string {
  return items === undefined ? "…" : items.length >= MOST ? `${MOST}+` : String(items.length);
}

export function StaffHome(): React.ReactElement {
  const { t } = useTranslation("home");
  const may = useMay();
  const decisions = useQuery({
    queryKey: ["decisions", "home"],
    queryFn: () => answered(api.GET("/decisions", { params: { query: { limit: MOST } } })),
    enabled: may("decide"),
    refetchInterval: EVERY,
  });
  const threads = useQuery({
    queryKey: ["threads", "home"],
    queryFn: () => answered(api.GET("/threads", { params: { query: { limit: MOST } } })),
    enabled: may("read_threads"),
    refetchInterval: EVERY,
  });
  const runs = useQuery({
    queryKey: ["settlement-runs", "home"],
    queryFn: () => answered(api.GET("/settlement-runs", { params: { query: { limit: 1 } } })),
    enabled: may("read_settlements"),
  });
  const submitted = useQueue("submitted", may("handle_orders"));
  const inReview = useQueue("credit_review", may("grant_credit"));
  const confirmed = useQueue("confirmed", may("ship_orders"));
  const partShipped = useQueue("part_shipped", may("ship_orders"));
  const disputed = useQuery({
    queryKey: ["statements", "disputed", "home"],
    queryFn: () => answered(api.GET("/statements", { params: { query: { state: "disputed", limit: MOST } } })),
    enabled: may("read_statements"),
  });
  const queues = [submitted, inReview, confirmed, partShipped].filter(({ enabled }) => enabled);
  const waiting: Thing[] = [
    ...(decisions.data?.items ?? []).map((decision) => ({
      to: "/decisions/$decisionId" as const,
      params: { decisionId: decision.decision_id },
      text: titleOf(decision),
      urgent: endsSoon(decision),
    })),
  ];
  const rooms: Thing[] = [
    ...queues.map(({ state, items }) => ({
      to: "/orders" as const,
      params: {},
      search: { state },
      text: t(`queue.${state}`),
      figure: counted(items),
    })),
    ...(may("read_threads")
      ? [{ to: "/threads" as const, params: {}, text: t("threads"), figure: counted(threads.data?.items) }]
      : []),
    ...(may("read_statements")
      ? [
          {
            to: "/statements" as const,
            params: {},
            search: { state: "disputed" },
            text: t("disputed"),
            figure: counted(disputed.data?.items),
          },
        ]
      : []),
    ...(runs.data?.items ?? []).map((run) => ({
      to: "/settlements/$runId" as const,
      params: { runId: run.run_id },
      text: t("settlement", { period: period(run.period) }),
      figure: t(`run.${run.state}`),
    })),
  ];
  return (
    <Columns>
      <div>
        <Card title={t("rooms")}>
          <Todo things={rooms} />
        </Card>
      </div>
      {may("decide") && (
        <div>
          <Card title={t("decisions")}>
            <Todo things={waiting} />
          </Card>
        </div>
      )}
    </Columns>
  );

  function titleOf({ kind, values }: Schemas["DecisionOut"]): string {
    if (kind === "approval") return t("decision.approval", { name: values.company_name ?? "" });
    if (kind === "settlement_approval") return t("decision.settlement", { period: period(values.period ?? "") });
    if (kind === "account_change") {
      const what = values.what === "credit_limit" ? "credit_limit" : "adjustment";
      return t(`decision.account_change.${what}`, { dealer: values.dealer_name ?? "" });
    }
    return kind === "payout" ? t("decision.payout", { dealer: values.dealer_name ?? "" }) : t("decision");
  }
}

function endsSoon({ ends_at }: Schemas["DecisionOut"]): boolean {
  return new Date(ends_at).getTime() - Date.now() < SOON;
}

type Queue = "submitted" | "credit_review" | "confirmed" | "part_shipped";

function useQueue(
  state: Queue,
  enabled: boolean,
): { readonly state: Queue; readonly enabled: boolean; readonly items: readonly unknown[] | undefined } {
  const found = useQuery({
    queryKey: ["orders", "queue", state, "home"],
    queryFn: () => answered(api.GET("/orders", { params: { query: { state, limit: MOST } } })),
    enabled,
    refetchInterval: EVERY,
  });
  return { state, enabled, items: found.data?.items };
}
