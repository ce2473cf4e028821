/** Whether a dealer trades, in a word. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { Badge, type Tone } from "../ui/badge";

export type DealerState = Schemas["DealerState"];

export const DEALER_STATES: readonly DealerState[] = ["active", "frozen", "closed"];
const TONES: Readonly<Record<DealerState, Tone>> = { active: "good", frozen: "warn", closed: "plain" };

export function DealerBadge({ state }: { readonly state: DealerState }): React.ReactElement {
  const { t } = useTranslation("dealers");
  return <Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>;
}
