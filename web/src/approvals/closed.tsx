/** What is said of a link, or of a decision, that can no longer be used: plainly why, and that nothing is to be done. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, isRefusal } from "../kernel/errors";
import { Card, Page } from "../ui/page";

const STATES = ["approved", "rejected", "returned", "expired", "void"] as const;
type State = (typeof STATES)[number];

/** Whether a refusal means that nothing can be decided here any more. */
export function isClosed(error: unknown): error is ApiError {
  return isRefusal(error, "link_used", "link_expired", "wrong_state");
}

export function Closed({
  error,
  children,
}: {
  readonly error: ApiError;
  readonly children?: ReactNode;
}): React.ReactElement {
  const { t } = useTranslation("approvals");
  const state = stateOf(error);
  const [title, text] =
    error.code === "link_expired"
      ? [t("closed.expired"), t("closed.state.expired")]
      : state === "void"
        ? [t("closed.void"), t("closed.state.void")]
        : [t("closed.used"), state ? t(`closed.state.${state}`) : t("closed.text")];
  return (
    <Page title={title} narrow>
      <Card>
        <p>{text}</p>
        {children}
      </Card>
    </Page>
  );
}

/** A link that nobody ever made, or that was not copied whole. */
export function UnknownLink(): React.ReactElement {
  const { t } = useTranslation("approvals");
  return (
    <Page title={t("unknown")} narrow>
      <Card>
        <p>{t("unknown_text")}</p>
      </Card>
    </Page>
  );
}

function stateOf({ details }: ApiError): State | null {
  const told = details.find((detail) => typeof detail.state === "string")?.state;
  return STATES.find((state) => state === told) ?? null;
}
