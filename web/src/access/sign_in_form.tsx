/** Address and password. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCommand } from "../api/command";
import { signIn } from "../api/session";
import { Problem } from "../ui/states";
import layout from "../ui/layout.module.css";

export function SignInForm({
  email: known,
  done,
}: {
  readonly email?: string;
  readonly done: () => void;
}): React.ReactElement {
  const { t } = useTranslation("access");
  const [email, setEmail] = useState(known ?? "");
  const [password, setPassword] = useState("");
  const enter = useCommand(
    async ({ email: address, password: secret }: { email: string; password: string }) => {
      await signIn(address.trim(), secret);
      return true;
    },
    { then: done },
  );
  return (
    <form
      className={layout.dialogBody}
      onSubmit={(event) => {
        event.preventDefault();
        void enter.run({ email, password });
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
      <PasswordInput
        label={t("password")}
        name="password"
        autoComplete="current-password"
        required
        value={password}
        visibilityToggleButtonProps={{ "aria-label": t("password_visible") }}
        onChange={({ currentTarget }) => {
          setPassword(currentTarget.value);
        }}
      />
      <Problem error={enter.error} />
      <Button type="submit" loading={enter.busy}>
        {t("sign_in")}
      </Button>
    </form>
  );
}
