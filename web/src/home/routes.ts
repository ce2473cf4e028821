/** Where everybody begins. */
import { createRoute } from "@tanstack/react-router";
import { page, signedInRoute } from "../app/routes";

const home = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/",
  ...page(["home"], () => import("./home_page"), "HomePage"),
});

export const homeRoutes = [home] as const;
