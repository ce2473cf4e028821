/** The rules of a password, ticked off while one types. */
import { useTranslation } from "react-i18next";
import { keepsRule, LONGEST, PASSWORD_RULES, SHORTEST } from "./password_rules";
import styles from "./access.module.css";

export function PasswordRuleList({ password }: { readonly password: string }): React.ReactElement {
  const { t } = useTranslation("access");
  const bounds = { shortest: String(SHORTEST), longest: String(LONGEST) };
  return (
    <ul className={styles.rules} aria-label={t("rules")}>
      {PASSWORD_RULES.map((rule) => {
        const kept = keepsRule(password, rule);
        return (
          <li key={rule} data-kept={kept ? "" : undefined}>
            <span aria-hidden>{kept ? "✓" : "○"}</span>
            {t(`rule.${rule}`, bounds)}
            {kept && <span className="visually-hidden">{t("rule.kept")}</span>}
          </li>
        );
      })}
    </ul>
  );
}
