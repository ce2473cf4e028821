/** A mailed link with which a password is set: the first one, or a new one. Opening it changes nothing. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, openApi } from "../api/client";
import { isRefusal } from "../kernel/errors";
import { instant } from "../kernel/dates";
import { Facts } from "../ui/facts";
import { Card, Page } from "../ui/page";
import { Found } from "../ui/states";
import { ClosedLink } from "./closed_link";
import { NewPasswordForm } from "./new_password_form";
import { PasswordSet } from "./password_set";

const welcome = getRouteApi("/open/welcome/$secret");
const reset = getRouteApi("/open/reset/$secret");

export function WelcomePage(): React.ReactElement {
  const { secret } = welcome.useParams();
  return <SettingPassword key={secret} secret={secret} />;
}

export function ResetPage(): React.ReactElement {
  const { secret } = reset.useParams();
  return <SettingPassword key={secret} secret={secret} />;
}

function SettingPassword({ secret }: { readonly secret: string }): React.ReactElement {
  const { t } = useTranslation("access");
  const [password, setPassword] = useState<string | null>(null);
  const header = { "X-Invitation-Secret": secret };
  const invitation = useQuery({
    queryKey: ["invitation", secret],
    queryFn: () => answered(openApi.GET("/invitation", { params: { header } })),
    enabled: password === null,
    refetchOnWindowFocus: false,
  });
  if (isRefusal(invitation.error, "not_found", "link_used", "link_expired")) {
    return <ClosedLink code={invitation.error.code} />;
  }
  return (
    <Found query={invitation}>
      {({ name, email, purpose, ends_at }) =>
        password !== null ? (
          <PasswordSet email={email} password={password} />
        ) : (
          <Page title={t(`set.${purpose}`)} narrow>
            <Card>
              <p>{t(`set_text.${purpose}`, { name })}</p>
              <Facts
                facts={[
                  [t("you_sign_in_as"), email],
                  [t("works_until"), instant(ends_at)],
                ]}
              />
              <NewPasswordForm secret={secret} email={email} done={setPassword} />
            </Card>
          </Page>
        )
      }
    </Found>
  );
}
