/** How many messages one has not read, beside the inbox's name in the menu. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";

export const UNREAD = ["messages-unread"] as const;

const EVERY = 30_000;
const MOST = 100;

export function UnreadCount({ className }: { readonly className: string | undefined }): React.ReactElement | null {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: UNREAD,
    queryFn: () => answered(api.GET("/messages/unread")),
    refetchInterval: EVERY,
  });
  const unread = found.data?.unread ?? 0;
  if (unread === 0) return null;
  return (
    <span className={className}>
      {unread >= MOST ? `${MOST - 1}+` : unread}
      <span className="visually-hidden">{t("nav.unread")}</span>
    </span>
  );
}
