/** The steps of a registration, and how far one is. */
import { useTranslation } from "react-i18next";
import styles from "./onboarding.module.css";

export const STEPS = ["company", "contact", "documents", "review"] as const;
export type Step = (typeof STEPS)[number];

export function stepNamed(name: string | undefined): Step {
  return STEPS.find((step) => step === name) ?? "company";
}

/** The steps before a step. */
export function stepsBefore(step: Step): readonly Step[] {
  return STEPS.slice(0, STEPS.indexOf(step));
}

interface BarProps {
  readonly at: Step;
  readonly isDone: (step: Step) => boolean;
  readonly goTo: (step: Step) => void;
}

export function StepsBar({ at, isDone, goTo }: BarProps): React.ReactElement {
  const { t } = useTranslation("onboarding");
  return (
    <nav aria-label={t("steps")}>
      <ol className={styles.steps}>
        {STEPS.map((step, place) => (
          <li key={step} data-now={step === at ? "" : undefined} data-done={isDone(step) ? "" : undefined}>
            <button
              type="button"
              aria-current={step === at ? "step" : undefined}
              onClick={() => {
                goTo(step);
              }}
            >
              <span className={styles.stepNumber} aria-hidden>
                {isDone(step) ? "✓" : place + 1}
              </span>
              {t(`step.${step}`)}
              {isDone(step) && <span className="visually-hidden">{t("step_done")}</span>}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
