/** The password is set: one goes right in with it. */
import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCommand } from "../api/command";
import { queries } from "../api/queries";
import { signIn } from "../api/session";
import { Card, Page } from "../ui/page";
import { Problem } from "../ui/states";

export function PasswordSet({
  email,
  password,
}: {
  readonly email: string;
  readonly password: string;
}): React.ReactElement {
  const { t } = useTranslation("access");
  const navigate = useNavigate();
  const enter = useCommand(
    async () => {
      queries.clear();
      await signIn(email, password);
      return true;
    },
    { then: () => void navigate({ to: "/" }) },
  );
  return (
    <Page title={t("is_set")} narrow>
      <Card>
        <p>{t("is_set_text", { email })}</p>
        <Problem error={enter.error} />
        {enter.error && (
          <p>
            <Link to="/sign-in">{t("to_sign_in")}</Link>
          </p>
        )}
        <Button loading={enter.busy} onClick={() => void enter.run(undefined)}>
          {t("go_in")}
        </Button>
      </Card>
    </Page>
  );
}
