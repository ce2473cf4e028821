/** The way to an order: three steps, and at which one is. */
import { useTranslation } from "react-i18next";
import styles from "./basket.module.css";

const STEPS = ["basket", "review", "done"] as const;

export function Steps({ at }: { readonly at: (typeof STEPS)[number] }): React.ReactElement {
  const { t } = useTranslation("basket");
  return (
    <ol className={styles.way} aria-label={t("way")}>
      {STEPS.map((step) => (
        <li key={step} aria-current={step === at ? "step" : undefined}>
          {t(`step.${step}`)}
        </li>
      ))}
    </ol>
  );
}
