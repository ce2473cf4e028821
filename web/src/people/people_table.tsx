/** People who sign in: who they are, in which role, whether they still may. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { useLanguageName } from "../kernel/language_names";
import { Badge } from "../ui/badge";
import { DataTable, type Column } from "../ui/data_list";
import { Empty } from "../ui/states";

/** What staff and a dealer's users have in common. */
export type Somebody = Pick<Schemas["UserOut"], "user_id" | "email" | "name" | "role" | "locale" | "active">;

interface TableProps<One> {
  readonly caption: string;
  readonly people: readonly One[];
  readonly empty: string;
  /** In which regions; only of staff. */
  readonly regions?: (one: One) => string;
  /** What one may do about them; it is then also told in which language they are written to. */
  readonly actions?: (one: One) => ReactNode;
}

export function PeopleTable<One extends Somebody>(props: TableProps<One>): React.ReactElement {
  const { caption, people, empty, regions, actions } = props;
  const { t } = useTranslation("people");
  const { t: kernel } = useTranslation();
  const languageName = useLanguageName();
  if (people.length === 0) return <Empty>{empty}</Empty>;
  const columns: readonly (Column<One> | false)[] = [
    { key: "name", title: t("name"), lead: true, cell: ({ name }) => name },
    { key: "email", title: t("email"), cell: ({ email }) => email },
    { key: "role", title: t("role"), cell: ({ role }) => kernel(`role.${role}`) },
    regions !== undefined && { key: "regions", title: t("regions"), cell: regions },
    actions !== undefined && {
      key: "locale",
      title: t("locale"),
      cell: ({ locale }) => <span className="number">{languageName(locale)}</span>,
    },
    {
      key: "active",
      title: t("state"),
      cell: ({ active }) => <Badge tone={active ? "good" : "plain"}>{t(active ? "active" : "inactive")}</Badge>,
    },
    actions !== undefined && { key: "actions", title: t("actions"), end: true, cell: actions },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns.filter((column) => column !== false)}
      items={people}
      id={({ user_id }) => user_id}
    />
  );
}
