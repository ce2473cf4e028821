/** The mailed approval link. Opening it changes nothing; a deliberate choice decides, once. */
import { ApiError, ask } from "../api";
import type { Send } from "../confirm";
import { closedPage, decisionPage, isClosed } from "../decision";
import { onceSender, resume } from "../session";
import type { Decision } from "../wire";

export async function approvePage(secret: string): Promise<HTMLElement> {
  const headers = { "X-Approval-Secret": secret };
  try {
    const decision = await ask<Decision>("GET /approval", { headers });
    return decisionPage(decision, sender(decision, headers));
  } catch (error) {
    if (isClosed(error) || (error instanceof ApiError && error.status === 404)) return closedPage(error);
    throw error;
  }
}

function sender(decision: Decision, headers: Record<string, string>): Send {
  const asMyself = signedInSender(decision.decision_id);
  let bySecret = !decision.needs_sign_in;
  return async (verdict) => {
    if (bySecret) {
      try {
        await ask("POST /approval", { body: verdict, headers });
        return;
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== "sign_in_required") throw error;
        bySecret = false;
      }
    }
    if (!(await resume())) throw new ApiError(401, "sign_in_required");
    await asMyself(verdict);
  };
}

/** Sends a verdict as whoever is signed in; the same verdict sent again is the same request. */
export function signedInSender(decisionId: string): Send {
  return onceSender(`POST /decisions/${encodeURIComponent(decisionId)}`);
}
