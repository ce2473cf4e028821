/** What waits for the staff: the orders of one state, the longest waiting first; submitted ones confirmed together. */
import { Checkbox } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import { useUser } from "../api/session";
import { useRegionChoices } from "../company/region_choices";
import { useMay } from "../kernel/permissions";
import { ChoiceFilter, Filters, SearchFilter } from "../ui/filters";
import { Card, Page } from "../ui/page";
import { BulkConfirm } from "./bulk_confirm";
import { ORDERS } from "./calls";
import { matches, OrderList, useStateChoices } from "./order_list";
import { firstQueue, stateNamed, STATES } from "./order_rules";

const route = getRouteApi("/in/orders");
const EVERY = 30_000;

export function OrderQueue(): React.ReactElement {
  const { t } = useTranslation("orders");
  const may = useMay();
  const user = useUser();
  const { state: named, region: asked, q } = route.useSearch();
  const navigate = route.useNavigate();
  const state = stateNamed(named) ?? firstQueue(user);
  const { choices, bound, region } = useRegionChoices(asked);
  const pages = usePages(
    [...ORDERS, "queue", state, region ?? "every"],
    (cursor) => {
      const query = { state, ...(region === undefined ? {} : { region }), ...(cursor === undefined ? {} : { cursor }) };
      return answered(api.GET("/orders", { params: { query } }));
    },
    { every: EVERY },
  );
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const confirms = state === "submitted" && may("handle_orders");
  const shown = pages.items.filter((order) => matches(order, q)).map(({ order_id }) => order_id);
  return (
    <Page title={t("title")}>
      <Filters>
        <ChoiceFilter
          label={t("state")}
          value={state}
          choices={useStateChoices(STATES)}
          change={(next) => void navigate({ search: (given) => ({ ...given, state: next }), replace: true })}
        />
        {choices.length > 1 && (
          <ChoiceFilter
            label={t("region")}
            value={region}
            {...(bound ? {} : { every: t("region_every") })}
            choices={choices}
            change={(next) => void navigate({ search: (given) => ({ ...given, region: next }), replace: true })}
          />
        )}
        <SearchFilter
          label={t("find_order_or_dealer")}
          value={q}
          change={(next) => void navigate({ search: (given) => ({ ...given, q: next }), replace: true })}
        />
      </Filters>
      <Card>
        {confirms && <BulkConfirm shown={shown} ticked={ticked} setTicked={setTicked} />}
        <OrderList
          pages={pages}
          find={q}
          dealers
          empty={t("none_waits", { state: t(`state.${state}`) })}
          {...(confirms
            ? {
                tick: ({ order_id }) => (
                  <Checkbox
                    aria-label={t("tick", { order: order_id })}
                    checked={ticked.has(order_id)}
                    onChange={({ currentTarget: { checked } }) => {
                      setTicked((before) => toggled(before, order_id, checked));
                    }}
                  />
                ),
              }
            : {})}
        />
      </Card>
    </Page>
  );
}

function toggled(ticked: ReadonlySet<string>, one: string, on: boolean): ReadonlySet<string> {
  const next = new Set(ticked);
  if (on) next.add(one);
  else next.delete(one);
  return next;
}
