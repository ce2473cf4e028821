/** A dealer as it is being edited: texts as typed, and what of them differs from what stands. */
import type { Schemas } from "../api/schemas";
import { readWhole } from "../kernel/money";
import type { Changes } from "./change_dealer";

type Dealer = Schemas["DealerDetails"];

export const DRAFT_NAMES = [
  "grade",
  "payment_days",
  "contract_list_id",
  "region",
  "contact_name",
  "phone",
  "address",
  "locale",
] as const;
export type DraftName = (typeof DRAFT_NAMES)[number];
export type DealerDraft = Readonly<Record<DraftName, string>>;

export function draftOf(dealer: Dealer): DealerDraft {
  return {
    grade: dealer.grade,
    payment_days: String(dealer.payment_days),
    contract_list_id: dealer.contract_list_id ?? "",
    region: dealer.region,
    contact_name: dealer.contact_name,
    phone: dealer.phone,
    address: dealer.address,
    locale: dealer.locale,
  };
}

/** The fields that cannot be sent as they are. */
export function wrongIn(draft: DealerDraft, longestPaymentDays: number): readonly DraftName[] {
  const days = readWhole(draft.payment_days);
  return DRAFT_NAMES.filter((name) => {
    if (name === "payment_days") return days === null || days > longestPaymentDays;
    return name !== "contract_list_id" && draft[name].trim() === "";
  });
}

/** What differs from the dealer as it stands; nothing is wrong in the draft. */
export function differences(dealer: Dealer, draft: DealerDraft): Changes {
  const stood = draftOf(dealer);
  const changes: Changes = {};
  for (const name of DRAFT_NAMES) {
    const said = draft[name].trim();
    if (said === stood[name]) continue;
    if (name === "payment_days") {
      const days = readWhole(said);
      if (days !== null && days !== dealer.payment_days) changes.payment_days = days;
    } else if (name === "contract_list_id") changes.contract_list_id = said === "" ? null : said;
    else if (name === "locale") changes.locale = said === "en" ? "en" : "zh-CN";
    else changes[name] = said;
  }
  return changes;
}
