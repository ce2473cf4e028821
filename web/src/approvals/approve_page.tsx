/** The mailed approval link. Opening it changes nothing; a deliberate choice decides, once. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, openApi } from "../api/client";
import { resume, useSession } from "../api/session";
import { isRefusal } from "../kernel/errors";
import { useMay } from "../kernel/permissions";
import { Found } from "../ui/states";
import { Closed, isClosed, UnknownLink } from "./closed";
import type { Choice, Decision, Verdict } from "./decision_words";
import { DecisionView } from "./decision_view";

const route = getRouteApi("/open/approve/$secret");
/** The documents' addresses work for 15 minutes. */
const EVERY = 600_000;

export function ApprovePage(): React.ReactElement {
  const { secret } = route.useParams();
  return <Approval key={secret} secret={secret} />;
}

function Approval({ secret }: { readonly secret: string }): React.ReactElement {
  const [decided, setDecided] = useState<Choice | null>(null);
  const header = { "X-Approval-Secret": secret };
  const approval = useQuery({
    queryKey: ["approval", secret],
    queryFn: () => answered(openApi.GET("/approval", { params: { header } })),
    enabled: decided === null,
    refetchInterval: EVERY,
  });
  useKnown(approval.data?.needs_sign_in ?? false);
  if (isClosed(approval.error)) return <Closed error={approval.error} />;
  if (isRefusal(approval.error, "not_found")) return <UnknownLink />;
  return (
    <Found query={approval}>
      {(decision) => (
        <DecisionView
          decision={decision}
          send={(verdict, key) => sendByLink(decision, secret, verdict, key)}
          decided={decided}
          onDecided={setDecided}
          another
          after={<OtherDecisions />}
        />
      )}
    </Found>
  );
}

/** Where a known person is asked for, looks whether somebody is signed in from an earlier visit. */
function useKnown(look: boolean): void {
  useEffect(() => {
    if (look) resume().catch(() => undefined);
  }, [look]);
}

/** By the link where it suffices, else as whoever signs in; 401 where that is nobody yet. */
async function sendByLink(decision: Decision, secret: string, verdict: Verdict, key: string): Promise<unknown> {
  if (!decision.needs_sign_in) {
    try {
      const header = { "X-Approval-Secret": secret };
      return await answered(openApi.POST("/approval", { params: { header }, body: verdict }));
    } catch (error) {
      if (!isRefusal(error, "sign_in_required")) throw error;
    }
  }
  return answered(
    api.POST("/decisions/{decision_id}", {
      params: { path: { decision_id: decision.decision_id }, header: { "Idempotency-Key": key } },
      body: verdict,
    }),
  );
}

/** Whoever is signed in may go on to what else waits. */
function OtherDecisions(): React.ReactElement | null {
  const { t } = useTranslation("approvals");
  const { user } = useSession();
  const may = useMay();
  return user && may("decide") ? <Link to="/decisions">{t("others")}</Link> : null;
}
