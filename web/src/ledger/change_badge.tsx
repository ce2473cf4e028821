/** Where a change of an account stands. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { Badge, type Tone } from "../ui/badge";

const TONES: Record<Schemas["ChangeState"], Tone> = {
  waiting: "warn",
  booked: "good",
  rejected: "bad",
  expired: "plain",
  withdrawn: "plain",
  void: "plain",
};

export function ChangeBadge({ state }: { readonly state: Schemas["ChangeState"] }): React.ReactElement {
  const { t } = useTranslation("ledger");
  return <Badge tone={TONES[state]}>{t(`change.state.${state}`)}</Badge>;
}
