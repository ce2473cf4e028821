/** What a dealer's rebates come to so far, a line a program. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { day, period } from "../kernel/dates";
import { sum } from "../kernel/money";
import { Rows } from "../ui/facts";
import { Money } from "../ui/figures";
import { Card } from "../ui/page";
import { Found } from "../ui/states";

export function DealerRebates({ dealerId }: { readonly dealerId: string }): React.ReactElement {
  const { t } = useTranslation("dealers");
  const found = useQuery({
    queryKey: ["accrued", dealerId],
    queryFn: () => answered(api.GET("/rebates/accrued", { params: { query: { dealer_id: dealerId } } })),
  });
  return (
    <Card title={t("rebates")}>
      <Found query={found}>
        {({ items, as_of }) =>
          items.length === 0 ? (
            <p className="quiet">{t("rebates_none")}</p>
          ) : (
            <>
              <Rows
                facts={[
                  ...items.map(
                    ({ program_id, program_name, program_period, difference }) =>
                      [
                        t("rebate_line", { program: program_name, period: period(program_period) }),
                        <Money key={`${program_id} ${program_period}`} amount={difference} />,
                      ] as const,
                  ),
                  [
                    t("rebates_sum"),
                    <Money key="sum" amount={sum(items.map(({ difference }) => difference))} />,
                    true,
                  ] as const,
                ]}
              />
              <p className="quiet">{t("rebates_as_of", { day: day(as_of) })}</p>
            </>
          )
        }
      </Found>
    </Card>
  );
}
