/** A page: its heading, which names the window and is where a reader begins, its actions, its parts. */
import { Link, type LinkProps } from "@tanstack/react-router";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./layout.module.css";

interface PageProps {
  readonly title: string;
  /** Beside the title, such as a state. */
  readonly aside?: ReactNode;
  readonly actions?: ReactNode;
  /** Where one came from. */
  readonly back?: { readonly to: LinkProps["to"]; readonly text: string; readonly params?: Record<string, string> };
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, aside, actions, back, narrow = false, children }: PageProps): React.ReactElement {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const brand = t("brand");
  useEffect(() => {
    document.title = `${title} · ${brand}`;
  }, [title, brand]);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <article className={narrow ? `${styles.page} ${styles.narrow}` : styles.page}>
      <header className={styles.head}>
        <div className={styles.title}>
          {back && (
            <Link {...({ to: back.to, params: back.params ?? {} } as LinkProps)} className={styles.back}>
              ← {back.text}
            </Link>
          )}
          <div className={styles.titleRow}>
            <h1 tabIndex={-1} ref={heading}>
              {title}
            </h1>
            {aside}
          </div>
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </article>
  );
}

/** A part of a page under its own heading. */
export function Card({
  title,
  actions,
  children,
}: {
  readonly title?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}): React.ReactElement {
  return (
    <section className={styles.card}>
      {(title !== undefined || actions) && (
        <div className={styles.cardHead}>
          {title !== undefined && <h2>{title}</h2>}
          {actions && <div className={styles.actions}>{actions}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

/**
 * Two columns at a desk, the first one twice as wide, or with a `slim` second one where the first holds a table with
 * many columns; one below the other on a phone.
 */
export function Columns({
  children,
  slim = false,
}: {
  readonly children: ReactNode;
  readonly slim?: boolean;
}): React.ReactElement {
  return <div className={slim ? styles.slim : styles.columns}>{children}</div>;
}

/** Tiles side by side, as many as fit. */
export function Tiles({ children }: { readonly children: ReactNode }): React.ReactElement {
  return <div className={styles.tiles}>{children}</div>;
}

/** One figure with its name; with `to` it leads to where the figure comes from. */
export function Tile({
  name,
  figure,
  note,
  to,
}: {
  readonly name: string;
  readonly figure: ReactNode;
  readonly note?: ReactNode;
  readonly to?: LinkProps["to"];
}): React.ReactElement {
  const inside = (
    <>
      <span className={styles.tileName}>{name}</span>
      <span className={styles.tileFigure}>{figure}</span>
      {note !== undefined && <span className="quiet">{note}</span>}
    </>
  );
  if (to === undefined) return <div className={styles.tile}>{inside}</div>;
  return (
    <Link {...({ to } as LinkProps)} className={styles.tile}>
      {inside}
    </Link>
  );
}

/** Fields side by side, as many as fit. */
export function Fields({ children }: { readonly children: ReactNode }): React.ReactElement {
  return <div className={styles.form}>{children}</div>;
}

/** Buttons in a row. */
export function Actions({ children }: { readonly children: ReactNode }): React.ReactElement {
  return <div className={styles.actions}>{children}</div>;
}
