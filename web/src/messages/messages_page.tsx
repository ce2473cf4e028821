/** A dealer's inbox: what it was told, newest first. What is shown counts as read. */
import { Link } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, done } from "../api/client";
import { usePages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { language } from "../kernel/i18n";
import { DataList } from "../ui/data_list";
import { Instant } from "../ui/figures";
import { Card, Page } from "../ui/page";
import { UNREAD } from "./unread";

const EVERY = 30_000;

export function MessagesPage(): React.ReactElement {
  const { t } = useTranslation("messages");
  const client = useQueryClient();
  const locale = language();
  const pages = usePages(
    ["messages", locale],
    (cursor) => answered(api.GET("/messages", { params: { query: { locale, cursor } } })),
    { every: EVERY },
  );
  const latest = pages.items[0]?.told_at;
  const unread = pages.items.some((message) => message.unread);
  useEffect(() => {
    if (latest === undefined || !unread) return;
    void done(api.POST("/messages/read", { body: { up_to: latest } })).then(() =>
      client.invalidateQueries({ queryKey: UNREAD }),
    );
  }, [client, latest, unread]);
  return (
    <Page title={t("title")}>
      <Card>
        <DataList
          caption={t("title")}
          pages={pages}
          empty={t("none")}
          id={({ message_id }) => message_id}
          marked={(message) => message.unread}
          columns={[
            { key: "what", title: t("what"), lead: true, cell: (message) => <What message={message} /> },
            { key: "text", title: t("text"), prose: true, cell: ({ text }) => text },
            { key: "when", title: t("when"), cell: ({ occurred_at }) => <Instant at={occurred_at} /> },
          ]}
        />
      </Card>
    </Page>
  );
}

/** Its title leads to what it is about. */
function What({ message: { title, link } }: { readonly message: Schemas["MessageOut"] }): React.ReactElement {
  const [room = "", id] = link.split("/");
  if (room === "orders" && id !== undefined) {
    return (
      <Link to="/orders/$orderId" params={{ orderId: id }}>
        {title}
      </Link>
    );
  }
  if (room === "statements" && id !== undefined) {
    return (
      <Link to="/statements/$statementId" params={{ statementId: id }}>
        {title}
      </Link>
    );
  }
  const rooms = { account: "/account", rebates: "/rebates", catalog: "/catalog" } as const;
  if (room === "account" || room === "rebates" || room === "catalog") return <Link to={rooms[room]}>{title}</Link>;
  return <span>{title}</span>;
}
