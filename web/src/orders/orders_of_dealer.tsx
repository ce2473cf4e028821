/** One dealer's orders, newest first: its own, or for staff those of the dealer that the address names. */
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import { ChoiceFilter, Filters, SearchFilter } from "../ui/filters";
import { Card, Page } from "../ui/page";
import { ORDERS } from "./calls";
import { OrderList, useStateChoices } from "./order_list";
import { stateNamed, STATES } from "./order_rules";

const route = getRouteApi("/in/orders");
const EVERY = 30_000;

export function OrdersOfDealer({ dealerId }: { readonly dealerId?: string }): React.ReactElement {
  const { t } = useTranslation("orders");
  const { state: named, q } = route.useSearch();
  const navigate = route.useNavigate();
  const state = stateNamed(named);
  const of = dealerId === undefined ? {} : { dealer_id: dealerId };
  const pages = usePages(
    [...ORDERS, "of", dealerId ?? "self", state ?? "all"],
    (cursor) => {
      const query = { ...of, ...(state ? { state } : {}), ...(cursor === undefined ? {} : { cursor }) };
      return answered(api.GET("/orders", { params: { query } }));
    },
    { every: EVERY },
  );
  const name = dealerId === undefined ? undefined : (pages.items[0]?.dealer_name ?? dealerId);
  const title = name === undefined ? t("title") : t("title_of", { name });
  const back = dealerId === undefined ? {} : { back: { to: "/orders", text: t("title") } as const };
  return (
    <Page title={title} {...back}>
      <Filters>
        <ChoiceFilter
          label={t("state")}
          value={state}
          every={t("state_every")}
          choices={useStateChoices(STATES)}
          change={(next) => void navigate({ search: (given) => ({ ...given, state: next }), replace: true })}
        />
        <SearchFilter
          label={t("find_order")}
          value={q}
          change={(next) => void navigate({ search: (given) => ({ ...given, q: next }), replace: true })}
        />
      </Filters>
      <Card>
        <OrderList
          pages={pages}
          find={q}
          dealers={false}
          empty={state ? t("none_of_state", { state: t(`state.${state}`) }) : t("none")}
        />
      </Card>
    </Page>
  );
}
