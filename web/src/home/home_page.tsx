/** Where everybody begins: what needs one now. */
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useUser } from "../api/session";
import { isDealer } from "../kernel/permissions";
import { Page } from "../ui/page";
import { Waiting } from "../ui/states";
import { DealerHome } from "./dealer_home";

const StaffHome = lazy(() => import("./staff_home").then((code) => ({ default: code.StaffHome })));

export function HomePage(): React.ReactElement {
  const { t } = useTranslation("home");
  const user = useUser();
  return (
    <Page title={t("title", { name: user.name })}>
      {isDealer(user) ? (
        <DealerHome user={user} />
      ) : (
        <Suspense fallback={<Waiting />}>
          <StaffHome />
        </Suspense>
      )}
    </Page>
  );
}
