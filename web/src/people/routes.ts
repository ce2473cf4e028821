/** The maker's staff. */
import { createRoute } from "@tanstack/react-router";
import { page, search, signedInRoute } from "../app/routes";

const staff = createRoute({
  getParentRoute: () => signedInRoute,
  path: "staff",
  validateSearch: search("role", "state", "q"),
  ...page(["people"], () => import("./staff_page"), "StaffPage", "read_staff"),
});

export const peopleRoutes = [staff] as const;
