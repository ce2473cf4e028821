/** The verification of the books, and the audit trail. */
import { createRoute } from "@tanstack/react-router";
import { page, search, signedInRoute } from "../app/routes";

const verification = createRoute({
  getParentRoute: () => signedInRoute,
  path: "verification",
  ...page(["insights"], () => import("./verification_page"), "VerificationPage", "read_verifications"),
});

const audit = createRoute({
  getParentRoute: () => signedInRoute,
  path: "audit",
  validateSearch: search("kind", "id", "day", "who"),
  ...page(["insights"], () => import("./audit_page"), "AuditPage", "read_audit"),
});

export const insightsRoutes = [verification, audit] as const;
