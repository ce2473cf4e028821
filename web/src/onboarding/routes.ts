/** Registering as a dealer, following one's case, and the staff's view of all cases. */
import { createRoute } from "@tanstack/react-router";
import { openRoute, page, search, signedInRoute } from "../app/routes";

const register = createRoute({
  getParentRoute: () => openRoute,
  path: "register",
  validateSearch: search("step"),
  ...page(["onboarding"], () => import("./register_page"), "RegisterPage"),
});

const ownCase = createRoute({
  getParentRoute: () => openRoute,
  path: "case/$caseId/$secret",
  ...page(["onboarding", "messages"], () => import("./case_page"), "CasePage"),
});

export const registerRoutes = [register, ownCase] as const;

const cases = createRoute({
  getParentRoute: () => signedInRoute,
  path: "cases",
  validateSearch: search("state", "region", "q"),
  ...page(["onboarding"], () => import("./cases_page"), "CasesPage", "read_cases"),
});

const staffCase = createRoute({
  getParentRoute: () => signedInRoute,
  path: "cases/$caseId",
  ...page(["onboarding", "approvals", "messages"], () => import("./staff_case_page"), "StaffCasePage", "read_cases"),
});

export const casesRoutes = [cases, staffCase] as const;
