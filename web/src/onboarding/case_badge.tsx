/** The state of a registration in a word. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { Badge, type Tone } from "../ui/badge";

export type CaseState = Schemas["CaseState"];

/** All states, in the order in which a case comes to them. */
export const CASE_STATES: readonly CaseState[] = [
  "submitted",
  "in_approval",
  "amending",
  "approved",
  "provisioned",
  "rejected",
  "expired",
  "failed",
];

const TONES: Readonly<Record<CaseState, Tone>> = {
  submitted: "accent",
  in_approval: "accent",
  amending: "warn",
  approved: "good",
  provisioned: "good",
  rejected: "bad",
  expired: "plain",
  failed: "bad",
};

export function CaseBadge({ state }: { readonly state: CaseState }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  return <Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>;
}
