/** A link that sets no password any more, or never did: plainly why, and what to do instead. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ErrorCode } from "../kernel/errors";
import { Card, Page } from "../ui/page";
import { Message } from "../ui/states";
import styles from "./access.module.css";

type Closed = "not_found" | "link_used" | "link_expired";

function closedAs(code: ErrorCode): Closed {
  return code === "link_used" || code === "link_expired" ? code : "not_found";
}

export function ClosedLink({ code }: { readonly code: ErrorCode }): React.ReactElement {
  const { t } = useTranslation("access");
  const closed = closedAs(code);
  return (
    <Page title={t(`closed.${closed}`)} narrow>
      <Card>
        <p>{t(`closed_text.${closed}`)}</p>
        <Ways />
      </Card>
    </Page>
  );
}

/** The same, where it turned out as one sent the password. */
export function ClosedMessage({ code }: { readonly code: ErrorCode }): React.ReactElement {
  const { t } = useTranslation("access");
  const closed = closedAs(code);
  return (
    <Message tone="bad">
      <p>{t(`closed.${closed}`)}</p>
      <p>{t(`closed_text.${closed}`)}</p>
    </Message>
  );
}

function Ways(): React.ReactElement {
  const { t } = useTranslation("access");
  return (
    <p className={styles.ways}>
      <Link to="/sign-in">{t("to_sign_in")}</Link>
      <Link to="/forgotten">{t("forgot")}</Link>
    </p>
  );
}
