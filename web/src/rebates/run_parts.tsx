/** What the pages of settlement runs show alike: how a run stands, and who started it. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { useStaffNames } from "../access/staff_names";
import { Badge, type Tone } from "../ui/badge";

export type Run = Schemas["RunOut"];
export type RunStanding = Schemas["Stage"] | "failed" | "rejected" | "closed";

const BY_CLOCK = "schedule";
const TONE: Record<RunStanding, Tone> = {
  computing: "accent",
  asking: "warn",
  posting: "accent",
  failed: "bad",
  rejected: "plain",
  closed: "good",
};

/** How a run stands: of an open one the stage that it has come to. */
export function standingOf({ state, stage }: Pick<Run, "state" | "stage">): RunStanding {
  return state === "open" ? stage : state;
}

export function RunStateBadge({ run }: { readonly run: Run }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const standing = standingOf(run);
  return <Badge tone={TONE[standing]}>{t(`run.standing.${standing}`)}</Badge>;
}

/** Who started a run: the clock, somebody by name, or somebody else in finance. */
export function StartedBy({ run }: { readonly run: Run }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const nameOf = useStaffNames();
  return (
    <span>{run.started_by === BY_CLOCK ? t("run.by_clock") : (nameOf(run.started_by) ?? t("run.by_colleague"))}</span>
  );
}
