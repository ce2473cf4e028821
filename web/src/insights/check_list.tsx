/** All checks of a verification, each with whether it holds; and what was found where it does not. */
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../ui/data_list";
import { checksOf, GROUPS, type Finding } from "./checks";
import styles from "./insights.module.css";

export function CheckList({ findings }: { readonly findings: readonly Finding[] }): React.ReactElement {
  const { t } = useTranslation("insights");
  const broken = new Set(findings.map(({ check }) => check));
  return (
    <>
      {findings.length > 0 && <Findings findings={findings} />}
      <div className={styles.checks}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{t(`group.${group}`)}</h3>
            <ul>
              {checksOf(group).map((check) => (
                <li key={check} data-holds={!broken.has(check)}>
                  <span className={styles.sign}>{broken.has(check) ? t("check.broken") : t("check.holds")}</span>
                  <span>{t(`check.${check}`)}</span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

/** What was found, one by one: the figure that the rule gives, and the one that stands there. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }): React.ReactElement {
  const { t } = useTranslation("insights");
  const figure = (text: string): string => (text === "none" ? t("finding.nothing") : text);
  const columns: readonly Column<Finding>[] = [
    { key: "subject", title: t("finding.subject"), cell: ({ subject }) => <code>{subject}</code>, lead: true },
    { key: "rule", title: t("finding.rule"), cell: ({ check }) => t(`check.${check}`) },
    { key: "expected", title: t("finding.expected"), cell: ({ expected }) => figure(expected), end: true },
    { key: "found", title: t("finding.found"), cell: ({ found }) => figure(found), end: true },
  ];
  return (
    <DataTable
      caption={t("finding.title")}
      columns={columns}
      items={findings}
      id={({ check, subject, found }) => `${check} ${subject} ${found}`}
      marked={() => true}
    />
  );
}
