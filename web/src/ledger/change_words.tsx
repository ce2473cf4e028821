/** What a change of an account does, in words and figures. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { Money } from "../ui/figures";

export type Change = Schemas["ChangeOut"];

/** `应收调整`, `返利调整` or `信用额度`. */
export function ChangeKind({ change: { what, account } }: { readonly change: Change }): React.ReactElement {
  const { t } = useTranslation("ledger");
  if (what === "credit_limit") return <>{t("change.limit")}</>;
  return <>{t(account === "rebate" ? "change.adjust_rebate" : "change.adjust_receivable")}</>;
}

/** By how much an adjustment moves its account, or from which limit to which. */
export function ChangeFigures({ change }: { readonly change: Change }): React.ReactElement {
  if (change.amount !== null) return <Money amount={change.amount} signed />;
  return (
    <span className="number">
      <Limit limit={change.old_limit} unlimited={change.old_unlimited} /> →{" "}
      <Limit limit={change.credit_limit} unlimited={change.unlimited} />
    </span>
  );
}

function Limit({
  limit,
  unlimited,
}: {
  readonly limit: string | null;
  readonly unlimited: boolean | null;
}): React.ReactElement {
  const { t } = useTranslation("ledger");
  if (unlimited === true) return <>{t("account.unlimited")}</>;
  return limit === null ? <>{t("account.prepayment")}</> : <Money amount={limit} />;
}
