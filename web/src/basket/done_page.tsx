/** It is ordered: the number, how it stands, and the way to the order. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { Facts } from "../ui/facts";
import { Money } from "../ui/figures";
import { Actions, Card, Page } from "../ui/page";
import { Found, Message } from "../ui/states";
import { putAway } from "./ordering";
import { Steps } from "./steps";

const route = getRouteApi("/in/basket/done");
const LOOK_AGAIN = 3_000;

export function DonePage(): React.ReactElement {
  const { t } = useTranslation(["basket", "orders"]);
  const { order: orderId = "" } = route.useSearch();
  const order = useQuery({
    queryKey: ["orders", orderId],
    queryFn: () => answered(api.GET("/orders/{order_id}", { params: { path: { order_id: orderId } } })),
    refetchInterval: ({ state }) => (state.data?.state === "reserving" ? LOOK_AGAIN : false),
  });
  useEffect(() => {
    putAway();
  }, []);
  return (
    <Page title={t("done")} narrow>
      <Steps at="done" />
      <Card>
        <p>
          <strong>{t("done_order", { order: orderId })}</strong>
        </p>
        <Found query={order}>
          {({ state, total }) => (
            <>
              <Message tone={state === "draft" ? "warn" : "good"}>{t(`orders:next.dealer.${state}`)}</Message>
              <Facts
                facts={[
                  [t("order_state"), t(`orders:state.${state}`)],
                  [t("total"), <Money key="total" amount={total} />],
                ]}
              />
            </>
          )}
        </Found>
        <Actions>
          <Button renderRoot={(props) => <Link {...props} to="/orders/$orderId" params={{ orderId }} />}>
            {t("to_order", { order: orderId })}
          </Button>
          <Link to="/catalog">{t("to_catalog")}</Link>
        </Actions>
      </Card>
    </Page>
  );
}
