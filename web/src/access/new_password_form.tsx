/** The new password, twice; its rules are ticked off while one types. */
import { Button, PasswordInput } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { done as sent, openApi } from "../api/client";
import { useCommand } from "../api/command";
import { ApiError, isRefusal } from "../kernel/errors";
import { leadToProblem } from "../ui/lead_to_problem";
import layout from "../ui/layout.module.css";
import { Problem } from "../ui/states";
import { ClosedMessage } from "./closed_link";
import { PasswordRuleList } from "./password_rule_list";
import { keepsRules, LONGEST } from "./password_rules";

interface FormProps {
  readonly secret: string;
  readonly email: string;
  /** It is set; it is told once more, so that one can sign in with it. */
  readonly done: (password: string) => void;
}

export function NewPasswordForm({ secret, email, done }: FormProps): React.ReactElement {
  const { t } = useTranslation("access");
  const place = useRef<HTMLFormElement>(null);
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const header = { "X-Invitation-Secret": secret };
  const set = useCommand(
    async (chosen: string) => {
      await sent(openApi.POST("/invitation", { params: { header }, body: { password: chosen } }));
      return chosen;
    },
    { then: done },
  );
  const refused = set.error instanceof ApiError && set.error.status === 422;
  const weak = refused || (tried && !keepsRules(password));
  const differs = tried ? again !== password : !password.startsWith(again);
  return (
    <form
      ref={place}
      className={layout.dialogBody}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (keepsRules(password) && again === password) void set.run(password);
        else leadToProblem(place.current);
      }}
    >
      <input
        className="visually-hidden"
        type="email"
        name="email"
        autoComplete="username"
        tabIndex={-1}
        aria-hidden
        readOnly
        value={email}
      />
      <PasswordInput
        label={t("password")}
        name="password"
        autoComplete="new-password"
        maxLength={LONGEST}
        aria-required
        value={password}
        error={weak ? t("password_weak") : null}
        visibilityToggleButtonProps={{ "aria-label": t("password_visible") }}
        onChange={({ currentTarget }) => {
          setPassword(currentTarget.value);
          set.forget();
        }}
      />
      <PasswordRuleList password={password} />
      <PasswordInput
        label={t("password_again")}
        name="again"
        autoComplete="new-password"
        maxLength={LONGEST}
        aria-required
        value={again}
        error={differs ? t("password_differs") : null}
        visibilityToggleButtonProps={{ "aria-label": t("password_visible") }}
        onChange={({ currentTarget }) => {
          setAgain(currentTarget.value);
        }}
      />
      {isRefusal(set.error, "not_found", "link_used", "link_expired") ? (
        <ClosedMessage code={set.error.code} />
      ) : (
        !refused && <Problem error={set.error} />
      )}
      <Button type="submit" loading={set.busy}>
        {t("set_password")}
      </Button>
    </form>
  );
}
