/** Signing in, and passwords. */
import { createRoute } from "@tanstack/react-router";
import { openRoute, page, search } from "../app/routes";

const signIn = createRoute({
  getParentRoute: () => openRoute,
  path: "sign-in",
  validateSearch: search("back"),
  ...page(["access"], () => import("./sign_in_page"), "SignInPage"),
});

const forgotten = createRoute({
  getParentRoute: () => openRoute,
  path: "forgotten",
  ...page(["access"], () => import("./forgotten_page"), "ForgottenPage"),
});

const welcome = createRoute({
  getParentRoute: () => openRoute,
  path: "welcome/$secret",
  ...page(["access"], () => import("./password_page"), "WelcomePage"),
});

const reset = createRoute({
  getParentRoute: () => openRoute,
  path: "reset/$secret",
  ...page(["access"], () => import("./password_page"), "ResetPage"),
});

export const accessRoutes = [signIn, forgotten, welcome, reset] as const;
