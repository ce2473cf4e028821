/** Campaigns: for dealers what is on for them; for staff all of them, and their editor. */
import { createRoute } from "@tanstack/react-router";
import { page, search, signedInRoute } from "../app/routes";

const WORDS = ["promotions", "rebates"] as const;

const promotions = createRoute({
  getParentRoute: () => signedInRoute,
  path: "promotions",
  validateSearch: search("q", "state"),
  ...page(WORDS, () => import("./promotions_page"), "PromotionsPage", "read_promotions"),
});

const newPromotion = createRoute({
  getParentRoute: () => signedInRoute,
  path: "promotions/new",
  validateSearch: search("from", "succeeds"),
  ...page(WORDS, () => import("./edit_page"), "NewPromotionPage", "write_promotions"),
});

const promotion = createRoute({
  getParentRoute: () => signedInRoute,
  path: "promotions/$promotionId",
  ...page(WORDS, () => import("./promotion_page"), "PromotionPage", "read_promotions"),
});

const editPromotion = createRoute({
  getParentRoute: () => signedInRoute,
  path: "promotions/$promotionId/edit",
  ...page(WORDS, () => import("./edit_page"), "EditPromotionPage", "write_promotions"),
});

export const promotionsRoutes = [promotions, newPromotion, promotion, editPromotion] as const;
