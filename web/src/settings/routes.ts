/** The maker's own settings and regions. */
import { createRoute } from "@tanstack/react-router";
import { page, signedInRoute } from "../app/routes";

const settings = createRoute({
  getParentRoute: () => signedInRoute,
  path: "settings",
  ...page(["settings"], () => import("./settings_page"), "SettingsPage", "read_settings"),
});

export const settingsRoutes = [settings] as const;
