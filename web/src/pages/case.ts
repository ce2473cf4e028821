/** The mailed case link: where a registration stands, in words, and what happens next. */
import { ApiError, ask } from "../api";
import { type Child, h, type Words } from "../dom";
import { named, t } from "../i18n";
import { factList, sentence } from "../notice";
import { later } from "../page";
import { instant } from "../show";
import type { Case } from "../wire";

export async function casePage(caseId: string, secret: string): Promise<HTMLElement> {
  const headers = { "X-Case-Secret": secret };
  try {
    const found = await ask<Case>(`GET /registrations/${encodeURIComponent(caseId)}`, { headers });
    const { application } = found;
    if (application === null) return shown(found);
    const { amendment } = await later(import("./amend"));
    return shown(found, wanted(found), await amendment(found, application, secret));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return sentence("plain", t("case.unknown"), t("case.unknown_text"));
    }
    if (error instanceof ApiError && error.code === "link_expired") {
      return sentence("plain", t("case.expired"), t("case.expired_text"));
    }
    throw error;
  }
}

function shown(found: Case, ...more: readonly Child[]): HTMLElement {
  const { case_id, company_name, state, submitted_at, ended_at } = found;
  return h(
    "article",
    { class: "stack" },
    h("h1", {}, t("case.title", { company_name })),
    h(
      "section",
      { class: "card stack" },
      h("h2", {}, named("case.state", state)),
      h("p", {}, h("span", { class: "strong" }, t("case.next")), " ", named("case.next", state)),
    ),
    h(
      "section",
      { class: "card" },
      factList([
        [t("case.number"), () => case_id],
        [t("case.submitted_at"), instant(submitted_at)],
        ...(ended_at === null ? [] : [[t("case.ended_at"), instant(ended_at)] as const]),
        ...reasonRow(found),
      ]),
    ),
    more,
  );
}

/** What the approver wants, in their own words, and until when. */
function wanted(found: Case): HTMLElement {
  return h(
    "section",
    { class: "card stack", id: "wanted" },
    h("h2", {}, t("case.wanted")),
    h("p", { class: "said" }, found.wanted ?? ""),
    found.amend_until === null
      ? null
      : h("p", { class: "quiet" }, t("case.amend_until", { time: instant(found.amend_until) })),
  );
}

/** Why it was rejected: the approver's own words where there are any. */
function reasonRow({ reason, comment }: Case): (readonly [Words, Child])[] {
  if (comment !== null) return [[t("case.reason"), h("span", { class: "said" }, comment)]];
  return reason === null ? [] : [[t("case.reason"), named("case.reason", reason)]];
}
