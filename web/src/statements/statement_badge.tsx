/** Where a statement stands, and where it was confirmed, by whom. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { Badge, type Tone } from "../ui/badge";

const TONES: Record<Schemas["StatementState"], Tone> = { sent: "warn", confirmed: "good", disputed: "bad" };

export function StatementBadge({
  statement: { state, confirmed_by },
}: {
  readonly statement: Pick<Schemas["StatementSummary"], "state" | "confirmed_by">;
}): React.ReactElement {
  const { t } = useTranslation("statements");
  const said = state === "confirmed" && confirmed_by === "clock" ? t("state.confirmed_by_clock") : t(`state.${state}`);
  return <Badge tone={TONES[state]}>{said}</Badge>;
}
