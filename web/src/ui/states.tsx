/** What a place shows while it waits, when it failed, and when there is nothing: always what to do now. */
import { Button, Loader } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../kernel/errors";
import styles from "./layout.module.css";

/** Something is on its way. */
export function Waiting(): React.ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.state} role="status">
      <Loader aria-hidden />
      <span className="quiet">{t("page.loading")}</span>
    </div>
  );
}

/** It could not be read; trying again may help. */
export function Failed({ error, again }: { readonly error: unknown; readonly again?: () => void }): React.ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.state}>
      <Problem error={error} />
      {again && (
        <Button variant="default" onClick={again}>
          {t("page.again")}
        </Button>
      )}
    </div>
  );
}

/** There is nothing, and what one could do about that. */
export function Empty({
  children,
  action,
}: {
  readonly children: string;
  readonly action?: ReactNode;
}): React.ReactElement {
  return (
    <div className={styles.state}>
      <p className="quiet">{children}</p>
      {action}
    </div>
  );
}

/** A message that stands on the page. */
export function Message({
  tone = "plain",
  children,
}: {
  readonly tone?: "plain" | "good" | "warn" | "bad";
  readonly children: ReactNode;
}): React.ReactElement {
  return (
    <div className={styles.message} data-tone={tone} role={tone === "bad" ? "alert" : undefined}>
      {children}
    </div>
  );
}

/** A refusal in the reader's language; nothing where there is none. */
export function Problem({ error }: { readonly error: unknown }): React.ReactElement | null {
  const words = useRefusalWords();
  return error === null || error === undefined ? null : <Message tone="bad">{words(error)}</Message>;
}

/** The words for a refusal. */
export function useRefusalWords(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => (error instanceof ApiError ? t(`error.${error.code}`) : t("error.internal"));
}

/** What a query found, or how it stands with it. */
export function Found<Data>({
  query,
  children,
  waiting = <Waiting />,
}: {
  readonly query: {
    readonly data: Data | undefined;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
  readonly children: (data: Data) => ReactNode;
  /** Instead of the usual sign that something is on its way: what takes the place that the answer will take. */
  readonly waiting?: ReactNode;
}): ReactNode {
  if (query.data !== undefined) return children(query.data);
  return query.error ? <Failed error={query.error} again={() => void query.refetch()} /> : waiting;
}
