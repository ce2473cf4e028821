/** What waits for one, each leading to where it is done. */
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./home.module.css";

export interface Thing {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly params: Readonly<Record<string, string>>;
  readonly search?: Readonly<Record<string, string>>;
  readonly text: string;
  readonly figure?: ReactNode;
  readonly urgent?: boolean;
}

export function Todo({ things }: { readonly things: readonly Thing[] }): React.ReactElement {
  const { t } = useTranslation("home");
  if (things.length === 0) return <p className="quiet">{t("todo.nothing")}</p>;
  return (
    <ul className={styles.todo}>
      {things.map(({ to, params, search = {}, text, figure, urgent }) => (
        <li key={`${text}${to}`}>
          <Link {...({ to, params, search } as LinkProps)} data-urgent={urgent ? "" : undefined}>
            <span>{text}</span>
            {figure}
          </Link>
        </li>
      ))}
    </ul>
  );
}
