/** The own company: as the maker knows it, its terms, and for the owner its users. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { dayOf } from "../kernel/dates";
import { useMay } from "../kernel/permissions";
import { OwnUsers } from "../people/own_users";
import { Facts } from "../ui/facts";
import { Card, Page } from "../ui/page";
import { Found, Message } from "../ui/states";
import { DealerBadge } from "./dealer_badge";
import { OwnHierarchy } from "./own_hierarchy";

export function CompanyPage(): React.ReactElement {
  const { t } = useTranslation("dealers");
  const may = useMay();
  const found = useQuery({ queryKey: ["own-dealer"], queryFn: () => answered(api.GET("/me/dealer")) });
  return (
    <Found query={found}>
      {(own) => (
        <Page title={own.name} aside={<DealerBadge state={own.state} />}>
          {own.state !== "active" && <Message tone="warn">{t(`own.${own.state}`)}</Message>}
          <Card title={t("own.company")}>
            <Facts
              facts={[
                [t("number"), own.dealer_id],
                [t("credit_code"), own.credit_code],
                [t("contact_name"), own.contact_name],
                [t("phone"), own.phone],
                [t("email"), own.email],
                [t("address"), own.address],
                [t("since"), dayOf(own.since)],
              ]}
            />
            <p className="quiet">{t("own.change")}</p>
          </Card>
          <Card title={t("own.terms")}>
            <Facts
              facts={[
                [t("region"), own.region_name],
                [t("grade"), t("grade_named", { grade: own.grade })],
                [t("term"), t("days", { days: own.payment_days })],
              ]}
            />
          </Card>
          <OwnHierarchy />
          {may("read_users") && <OwnUsers active={own.state === "active"} />}
        </Page>
      )}
    </Found>
  );
}
