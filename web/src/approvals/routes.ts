/** Deciding: by a mailed link, and in the console. */
import { createRoute } from "@tanstack/react-router";
import { openRoute, page, signedInRoute } from "../app/routes";

const approve = createRoute({
  getParentRoute: () => openRoute,
  path: "approve/$secret",
  ...page(["approvals", "access"], () => import("./approve_page"), "ApprovePage"),
});

const decisions = createRoute({
  getParentRoute: () => signedInRoute,
  path: "decisions",
  ...page(["approvals"], () => import("./decisions_page"), "DecisionsPage", "decide"),
});

const decision = createRoute({
  getParentRoute: () => signedInRoute,
  path: "decisions/$decisionId",
  ...page(["approvals", "access"], () => import("./decision_page"), "DecisionPage", "decide"),
});

export const approveRoutes = [approve] as const;
export const decisionsRoutes = [decisions, decision] as const;
