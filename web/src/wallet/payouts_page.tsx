/** What dealers asked to be paid out: what waits for finance first, and what became of the others. */
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import { ChoiceFilter, Filters } from "../ui/filters";
import { Card, Page } from "../ui/page";
import { PayoutsList } from "./payouts_list";

const route = getRouteApi("/in/payouts");
const STATES = ["waiting", "approved", "rejected", "expired", "withdrawn"] as const;

export function PayoutsPage(): React.ReactElement {
  const { t } = useTranslation("wallet");
  const { state: named } = route.useSearch();
  const navigate = route.useNavigate();
  const state = STATES.find((one) => one === named) ?? "waiting";
  const pages = usePages(["payouts", state], (cursor) =>
    answered(api.GET("/payouts", { params: { query: { state, cursor } } })),
  );
  return (
    <Page title={t("payouts_title")}>
      <Card>
        <Filters>
          <ChoiceFilter
            label={t("payout.state")}
            value={state}
            choices={STATES.map((one) => [one, t(`payout.state.${one}`)] as const)}
            change={(chosen) => void navigate({ search: (now) => ({ ...now, state: chosen }), replace: true })}
          />
        </Filters>
        <PayoutsList pages={pages} empty={t("payouts_page_none")} />
      </Card>
    </Page>
  );
}
