/** A forgotten password: a link is mailed, if the address is a user's. The answer is the same if it is not. */
import { Button, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { done, openApi } from "../api/client";
import { useCommand } from "../api/command";
import { language } from "../kernel/i18n";
import layout from "../ui/layout.module.css";
import { Card, Page } from "../ui/page";
import { Problem } from "../ui/states";
import styles from "./access.module.css";

export function ForgottenPage(): React.ReactElement {
  const { t } = useTranslation("access");
  const [email, setEmail] = useState("");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const ask = useCommand(
    async (address: string) => {
      await done(openApi.POST("/session/forgotten", { body: { email: address, locale: language() } }));
      return address;
    },
    { then: setSentTo },
  );
  const ways = (
    <p className={styles.ways}>
      <Link to="/sign-in">{t("to_sign_in")}</Link>
    </p>
  );
  if (sentTo !== null) {
    return (
      <Page title={t("forgotten_sent")} narrow>
        <Card>
          <p>{t("forgotten_sent_text", { email: sentTo })}</p>
          <p className="quiet">{t("forgotten_nothing")}</p>
          <Button
            variant="default"
            onClick={() => {
              setSentTo(null);
            }}
          >
            {t("forgotten_again")}
          </Button>
          {ways}
        </Card>
      </Page>
    );
  }
  return (
    <Page title={t("forgotten")} narrow>
      <Card>
        <p>{t("forgotten_text")}</p>
        <form
          className={layout.dialogBody}
          onSubmit={(event) => {
            event.preventDefault();
            void ask.run(email.trim());
          }}
        >
          <TextInput
            label={t("email")}
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={({ currentTarget }) => {
              setEmail(currentTarget.value);
            }}
          />
          <Problem error={ask.error} />
          <Button type="submit" loading={ask.busy}>
            {t("forgotten_send")}
          </Button>
        </form>
        {ways}
      </Card>
    </Page>
  );
}
