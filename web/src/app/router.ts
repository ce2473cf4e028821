/** All pages. An address that no page has is a mistake of the build wherever a link names it. */
import { createHashHistory, createRouter } from "@tanstack/react-router";
import { accessRoutes } from "../access/routes";
import { approveRoutes, decisionsRoutes } from "../approvals/routes";
import { basketRoutes } from "../basket/routes";
import { catalogRoutes } from "../catalog/routes";
import { dealersRoutes } from "../dealers/routes";
import { homeRoutes } from "../home/routes";
import { insightsRoutes } from "../insights/routes";
import { ledgerRoutes } from "../ledger/routes";
import { messagesRoutes } from "../messages/routes";
import { casesRoutes, registerRoutes } from "../onboarding/routes";
import { ordersRoutes } from "../orders/routes";
import { pricingRoutes } from "../pricing/routes";
import { promotionsRoutes } from "../promotions/routes";
import { peopleRoutes } from "../people/routes";
import { rebatesRoutes } from "../rebates/routes";
import { returnsRoutes } from "../returns/routes";
import { settingsRoutes } from "../settings/routes";
import { statementsRoutes } from "../statements/routes";
import { stockRoutes } from "../stock/routes";
import { walletRoutes } from "../wallet/routes";
import { openRoute, rootRoute, signedInRoute } from "./routes";

const routeTree = rootRoute.addChildren([
  openRoute.addChildren([...accessRoutes, ...approveRoutes, ...registerRoutes]),
  signedInRoute.addChildren([
    ...homeRoutes,
    ...pricingRoutes,
    ...basketRoutes,
    ...promotionsRoutes,
    ...decisionsRoutes,
    ...casesRoutes,
    ...dealersRoutes,
    ...peopleRoutes,
    ...messagesRoutes,
    ...statementsRoutes,
    ...catalogRoutes,
    ...settingsRoutes,
    ...ordersRoutes,
    ...returnsRoutes,
    ...stockRoutes,
    ...rebatesRoutes,
    ...ledgerRoutes,
    ...walletRoutes,
    ...insightsRoutes,
  ]),
]);

/** The router: the address's fragment leads, which reaches no server and works on any static host. */
export const router = createRouter({
  routeTree,
  history: createHashHistory(),
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
