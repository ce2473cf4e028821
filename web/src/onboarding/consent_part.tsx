/** The text to which one consents, in the reader's language, and the consent. */
import { Checkbox } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { language } from "../kernel/i18n";
import type { Offer } from "./application";
import { SimpleText } from "./simple_text";
import styles from "./onboarding.module.css";

interface PartProps {
  readonly consent: Offer["consent"];
  readonly given: boolean;
  readonly give: (given: boolean) => void;
  readonly missing: boolean;
}

export function ConsentPart({ consent: { texts }, given, give, missing }: PartProps): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const text = texts[language()] ?? texts["zh-CN"] ?? "";
  return (
    <div className={styles.consent}>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t("consent")}>
        <SimpleText text={text} />
      </div>
      <Checkbox
        name="consent"
        label={t("consent_given")}
        checked={given}
        error={missing && !given ? t("problem.consent") : null}
        onChange={({ currentTarget: { checked } }) => {
          give(checked);
        }}
      />
    </div>
  );
}
