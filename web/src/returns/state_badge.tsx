/** A return's state in a word. */
import { useTranslation } from "react-i18next";
import { Badge } from "../ui/badge";
import { TONES, type ReturnState } from "./return_rules";

export function StateBadge({ state }: { readonly state: ReturnState }): React.ReactElement {
  const { t } = useTranslation("returns");
  return <Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>;
}
