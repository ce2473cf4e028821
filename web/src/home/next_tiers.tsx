/** How far it is to the next tier of each rebate program: what is missing, and what it pays. */
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { period } from "../kernel/dates";
import { groupedWhole, hundredths, percent } from "../kernel/money";
import { money } from "../kernel/money_text";
import { Money } from "../ui/figures";
import { Found } from "../ui/states";
import styles from "./home.module.css";

export function NextTiers(): React.ReactElement {
  const { t } = useTranslation("home");
  const accrued = useQuery({
    queryKey: ["accrued", "own"],
    queryFn: () => answered(api.GET("/rebates/accrued", {})),
  });
  return (
    <Found query={accrued}>
      {({ items }) => {
        const now = items.filter(({ open, next_tier }) => open || next_tier);
        if (now.length === 0) return <p className="quiet">{t("tiers.none")}</p>;
        return (
          <>
            <div>
              {now.map((line) => (
                <NextTier key={`${line.program_id}${line.program_period}`} line={line} />
              ))}
            </div>
            <p>
              <Link to="/rebates">{t("tiers.all")}</Link>
            </p>
          </>
        );
      }}
    </Found>
  );
}

function NextTier({ line }: { readonly line: Schemas["AccruedLineOut"] }): React.ReactElement {
  const { t } = useTranslation("home");
  const { result, next_tier: next } = line;
  const figure = (text: string): string =>
    result.measure === "quantity" ? t("tiers.pieces", { count: groupedWhole(text) }) : money(text);
  const done = next ? hundredths(result.measured, added(result.measured, next.missing)) : 100;
  return (
    <section className={styles.tier}>
      <div className={styles.tierHead}>
        <h3>{line.program_name}</h3>
        <span className="quiet">{period(line.program_period)}</span>
      </div>
      <div className={styles.meter} aria-hidden="true">
        <div style={{ width: `${done}%` }} />
      </div>
      <p>
        {next
          ? t("tiers.missing", { missing: figure(next.missing), pays: pays(next) })
          : t("tiers.highest", { measured: figure(result.measured) })}
      </p>
      <p className="quiet">
        {t("tiers.earned")} <Money amount={line.total} />
      </p>
    </section>
  );

  function pays({ rate, per_unit, fixed }: Schemas["NextTierOut"]): string {
    if (rate !== null) return percent(rate);
    return per_unit === null ? money(fixed ?? "0.00") : t("tiers.each", { amount: money(per_unit) });
  }
}

/** Where the next tier lies, on the scale of what is measured. */
function added(measured: string, missing: string): string {
  const [left = "0", right = "0"] = [measured, missing].map((text) => text.split(".")[0]);
  return (BigInt(left) + BigInt(right)).toString();
}
