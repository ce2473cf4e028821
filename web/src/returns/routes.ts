/** Returns: the list of each side, one return, and the form with which a dealer asks for one. */
import { createRoute } from "@tanstack/react-router";
import { page, search, signedInRoute } from "../app/routes";

const returns = createRoute({
  getParentRoute: () => signedInRoute,
  path: "returns",
  validateSearch: search("state", "region", "q"),
  ...page(["returns"], () => import("./returns_page"), "ReturnsPage", "read_returns"),
});

const one = createRoute({
  getParentRoute: () => signedInRoute,
  path: "returns/$returnId",
  ...page(["returns", "messages"], () => import("./return_page"), "ReturnPage", "read_returns"),
});

const request = createRoute({
  getParentRoute: () => signedInRoute,
  path: "orders/$orderId/return",
  ...page(["returns"], () => import("./request_page"), "RequestPage", "request_returns"),
});

export const returnsRoutes = [returns, one, request] as const;
