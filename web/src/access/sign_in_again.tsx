/** The token has ended while one works: sign in right here, and go on with nothing lost. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { queries } from "../api/queries";
import { signOut, useSession } from "../api/session";
import { Dialog } from "../ui/dialog";
import { SignInForm } from "./sign_in_form";

export function SignInAgain(): React.ReactElement {
  const { t } = useTranslation("access");
  const { user } = useSession();
  return (
    <Dialog title={t("again")}>
      <p>{t("again_text")}</p>
      <SignInForm
        email={user?.email ?? ""}
        done={() => {
          void queries.invalidateQueries();
        }}
      />
      <Button variant="subtle" onClick={() => void signOut()}>
        {t("again_leave")}
      </Button>
    </Dialog>
  );
}
