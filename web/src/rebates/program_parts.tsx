/** What the pages of programs show alike: state, validity, audience. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useMay } from "../kernel/permissions";
import { day } from "../kernel/dates";
import { useDealerNames } from "../dealers/directory";
import { Badge, type Tone } from "../ui/badge";
import { audienceInWords } from "./audience_in_words";
import { today, validityOn, type Program, type Validity } from "./program_queries";

const TONE: Record<Validity, Tone> = { in_force: "good", upcoming: "accent", over: "plain" };

/** Whether a program is in force today. */
export function ProgramState({ program }: { readonly program: Program }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const validity = validityOn(program, today());
  return <Badge tone={TONE[validity]}>{t(`validity.${validity}`)}</Badge>;
}

/** From when to when lines count. */
export function ValidDays({ program }: { readonly program: Program }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const first = day(program.first_day);
  return (
    <span>
      {program.last_day === null
        ? t("validity.from", { first })
        : t("validity.between", { first, last: day(program.last_day) })}
    </span>
  );
}

/** Which dealers a program means, in words. */
export function AudienceWords({ program }: { readonly program: Program }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const may = useMay();
  const dealerName = useDealerNames();
  const regions = useQuery({
    queryKey: ["regions", "names"],
    queryFn: () => answered(api.GET("/regions")),
    enabled: may("read_regions"),
    staleTime: 300_000,
  });
  const regionName = new Map(regions.data?.items.map(({ region_id, name }) => [region_id, name]));
  const named = { region: (id: string) => regionName.get(id) ?? id, dealer: dealerName };
  return <span>{audienceInWords(program.audience, t, named)}</span>;
}
