/** All that was filled in, to be looked over before it is sent; each part can be gone back to. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLanguageName } from "../kernel/language_names";
import { readMoney } from "../kernel/money";
import { money } from "../kernel/money_text";
import { Facts } from "../ui/facts";
import {
  COMPANY_FIELDS,
  CONTACT_FIELDS,
  tidy,
  type HeldDocument,
  type Name,
  type Offer,
  type Typed,
} from "./application";
import type { Step } from "./steps";
import styles from "./onboarding.module.css";

interface ReviewProps {
  readonly typed: Typed;
  readonly documents: readonly HeldDocument[];
  readonly offer: Offer;
  readonly goTo: (step: Step) => void;
}

export function Review({ typed, documents, offer, goTo }: ReviewProps): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const languageName = useLanguageName();
  const shown = (name: Name): string => {
    const said = tidy(name, typed[name]);
    if (name === "region") return offer.regions.find(({ region_id }) => region_id === said)?.name ?? said;
    if (name === "locale") return languageName(said);
    if (name !== "requested_credit") return said;
    const amount = readMoney(said);
    return amount === null ? t("no_credit") : money(amount);
  };
  const facts = (names: readonly Name[]): React.ReactElement => (
    <Facts facts={names.map((name) => [t(`field.${name}`), shown(name)])} />
  );
  const part = (step: Step, inside: React.ReactElement): React.ReactElement => (
    <section className={styles.part}>
      <div className={styles.partHead}>
        <h3>{t(`step.${step}`)}</h3>
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={t("change_part", { part: t(`step.${step}`) })}
          onClick={() => {
            goTo(step);
          }}
        >
          {t("change")}
        </Button>
      </div>
      {inside}
    </section>
  );
  return (
    <div className={styles.review}>
      {part("company", facts(COMPANY_FIELDS))}
      {part("contact", facts(CONTACT_FIELDS))}
      {part(
        "documents",
        <ul>
          {documents.map(({ upload_id, file_name }) => (
            <li key={upload_id}>{file_name}</li>
          ))}
        </ul>,
      )}
    </div>
  );
}
