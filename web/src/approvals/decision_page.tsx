/** One decision in the console: to be made by whoever is asked, or as it was made. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { instant } from "../kernel/dates";
import { Badge, type Tone } from "../ui/badge";
import { Facts } from "../ui/facts";
import { Card, Page } from "../ui/page";
import { Found } from "../ui/states";
import styles from "./approvals.module.css";
import { AnswersInWords } from "./answers";
import { Asked } from "./asked";
import { useDecisionWords, type Choice, type Decision } from "./decision_words";
import { DecisionView } from "./decision_view";

const route = getRouteApi("/in/decisions/$decisionId");
/** The documents' addresses work for 15 minutes. */
const EVERY = 600_000;
type State = Schemas["DecisionState"];

export function DecisionPage(): React.ReactElement {
  const { decisionId } = route.useParams();
  return <OneDecision key={decisionId} id={decisionId} />;
}

function OneDecision({ id }: { readonly id: string }): React.ReactElement {
  const { t } = useTranslation("approvals");
  const [decided, setDecided] = useState<Choice | null>(null);
  const path = { decision_id: id };
  const found = useQuery({
    queryKey: ["decisions", "one", id],
    queryFn: () => answered(api.GET("/decisions/{decision_id}", { params: { path } })),
    enabled: decided === null,
    refetchInterval: EVERY,
  });
  return (
    <Found query={found}>
      {(decision) =>
        decided === null && !isOpen(decision) ? (
          <AsItWasMade decision={decision} />
        ) : (
          <DecisionView
            decision={decision}
            send={(verdict, key) =>
              answered(
                api.POST("/decisions/{decision_id}", {
                  params: { path, header: { "Idempotency-Key": key } },
                  body: verdict,
                }),
              )
            }
            decided={decided}
            onDecided={setDecided}
            another={false}
            back={{ to: "/decisions", text: t("waiting") }}
            after={<Link to="/decisions">{t("others")}</Link>}
          />
        )
      }
    </Found>
  );
}

function isOpen({ state, ends_at }: Decision): boolean {
  return state === "open" && new Date(ends_at).getTime() > Date.now();
}

const TONES: Readonly<Record<State, Tone>> = {
  open: "accent",
  approved: "good",
  rejected: "bad",
  returned: "warn",
  expired: "plain",
  void: "plain",
};

function AsItWasMade({ decision }: { readonly decision: Decision }): React.ReactElement {
  const { t } = useTranslation("approvals");
  const words = useDecisionWords();
  const { decided_at, decided_by, answers, comment } = decision;
  const state = decision.state as State;
  return (
    <Page
      title={words.title(decision)}
      narrow
      back={{ to: "/decisions", text: t("waiting") }}
      aside={<Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>}
    >
      <Card title={t("outcome")}>
        {decided_at === null ? (
          <p>{t(state === "void" ? "closed.state.void" : "closed.state.expired")}</p>
        ) : (
          <Facts
            facts={[
              [t("decided_by"), decided_by],
              [t("decided_at"), instant(decided_at)],
              [t("comment"), comment && <span className={styles.said}>{comment}</span>],
            ]}
          />
        )}
        <AnswersInWords answers={answers} />
      </Card>
      <Asked decision={decision} />
    </Page>
  );
}
