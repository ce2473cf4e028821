/** The composition: settings, language, session, pages. */
import "./ui/mantine";
import "./app/global.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "./api/queries";
import { followOtherWindows } from "./api/session";
import { router } from "./app/router";
import { watchOrders } from "./basket/watch";
import { configure } from "./kernel/config";
import { startLanguage } from "./kernel/i18n";
import { theme, variables } from "./ui/theme";

await Promise.all([configure(), startLanguage()]);
followOtherWindows();
watchOrders();
createRoot(document.getElementById("root") ?? document.body).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} forceColorScheme="light">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
