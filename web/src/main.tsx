/** The composition: settings, language, session, pages. */
import "./ui/mantine";
import "./app/global.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "./api/queries";
import { followOtherWindows, resumeEarly } from "./api/session";
import { keepPages } from "./app/offline";
import { router } from "./app/router";
import { watchOrders } from "./basket/watch";
import { configure } from "./kernel/config";
import { startLanguage } from "./kernel/i18n";
import { theme, variables } from "./ui/theme";

await Promise.all([configure(), startLanguage()]);
resumeEarly();
followOtherWindows();
watchOrders();
keepPages();
const root = createRoot(document.getElementById("root") ?? document.body);
// As a transition: a slow phone answers to touches while the first page is being drawn.
startTransition(() => {
  root.render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} forceColorScheme="light">
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
});
