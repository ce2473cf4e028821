/** The steps of a settlement run, each with when it began and how far it has come. */
import { Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { Instant } from "../ui/figures";
import { stepsOf, type Step } from "./run_progress";
import styles from "./run_steps.module.css";

export function RunSteps({ run }: { readonly run: Schemas["RunDetails"] }): React.ReactElement {
  const { t } = useTranslation("rebates");
  return (
    <ol className={styles.steps}>
      {stepsOf(run).map((step) => (
        <li key={step.name} data-standing={step.standing} aria-current={step.standing === "now" ? "step" : undefined}>
          <span className={styles.mark} aria-hidden="true" />
          <div className={styles.text}>
            <div className={styles.head}>
              <strong>{t(`step.${step.name}`)}</strong>
              <span className="quiet">{t(`step.standing.${step.standing}`)}</span>
            </div>
            <span className="quiet">{step.at === null ? t(`step.about.${step.name}`) : <Instant at={step.at} />}</span>
            <Parts step={step} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function Parts({ step: { name, standing, done, parts } }: { readonly step: Step }): React.ReactElement | null {
  const { t } = useTranslation("rebates");
  if (parts === null || done === null || standing === "waits") return null;
  const said = t("step.parts", { done, parts });
  const share = parts === 0 ? 100 : Math.round((done * 100) / parts);
  return (
    <div className={styles.parts}>
      {standing === "now" && <Progress value={share} aria-label={t(`step.${name}`)} />}
      <span className="quiet">{said}</span>
    </div>
  );
}
