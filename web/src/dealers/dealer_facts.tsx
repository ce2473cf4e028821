/** Who a dealer is, and on which terms it buys. */
import { useTranslation } from "react-i18next";
import { useRegions } from "../company/regions";
import { dayOf } from "../kernel/dates";
import { useLanguageName } from "../kernel/language_names";
import { Facts } from "../ui/facts";
import { usePriceListNames, type Dealer } from "./dealer_queries";

export function DealerFacts({ dealer }: { readonly dealer: Dealer }): React.ReactElement {
  const { t } = useTranslation("dealers");
  const regions = useRegions();
  const listName = usePriceListNames();
  const languageName = useLanguageName();
  return (
    <Facts
      facts={[
        [t("number"), dealer.dealer_id],
        [t("credit_code"), dealer.credit_code],
        [t("region"), regions.name(dealer.region)],
        [t("grade"), t("grade_named", { grade: dealer.grade })],
        [t("term"), t("days", { days: dealer.payment_days })],
        [t("contract_list_id"), dealer.contract_list_id === null ? t("no_list") : listName(dealer.contract_list_id)],
        [t("contact_name"), dealer.contact_name],
        [t("phone"), dealer.phone],
        [t("email"), dealer.email],
        [t("address"), dealer.address],
        [t("locale"), languageName(dealer.locale)],
        [t("since"), dayOf(dealer.since)],
      ]}
    />
  );
}
