/** A list: a table at a desk, cards on a phone; with what to say while it waits, when it failed, when it is empty. */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Pages } from "../api/queries";
import styles from "./data_list.module.css";
import { Empty, Failed, Waiting } from "./states";

export interface Column<Item> {
  readonly key: string;
  readonly title: string;
  readonly cell: (item: Item) => ReactNode;
  /** Figures stand at the end. */
  readonly end?: boolean;
  /** On a phone it is the card's heading. */
  readonly lead?: boolean;
  /** Sentences: on a phone they take the whole width and begin at its start. */
  readonly prose?: boolean;
}

interface ListProps<Item> {
  readonly caption: string;
  readonly columns: readonly Column<Item>[];
  readonly items: readonly Item[];
  readonly id: (item: Item) => string;
  /** Draws the eye to a row. */
  readonly marked?: (item: Item) => boolean;
}

/** Rows that are all there. */
export function DataTable<Item>({ caption, columns, items, id, marked }: ListProps<Item>): React.ReactElement {
  return (
    <table className={styles.table} role="table">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr role="row">
          {columns.map(({ key, title, end }) => (
            <th key={key} scope="col" role="columnheader" data-align={end ? "end" : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={id(item)} role="row" data-marked={marked?.(item) ? "" : undefined}>
            {columns.map(({ key, title, cell, end, lead, prose }) => {
              const shown = cell(item);
              const empty = shown === null || shown === undefined || shown === "";
              return (
                <td
                  key={key}
                  role="cell"
                  data-label={title}
                  data-align={end ? "end" : undefined}
                  data-lead={lead ? "" : undefined}
                  data-prose={prose ? "" : undefined}
                  data-empty={empty ? "" : undefined}
                >
                  {shown}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A list of the API, page after page. `keep` leaves out items of what was read, for a search in it. */
export function DataList<Item>({
  pages,
  empty,
  keep,
  ...list
}: Omit<ListProps<Item>, "items"> & {
  readonly pages: Pages<Item>;
  readonly empty: string;
  readonly keep?: (item: Item) => boolean;
}): React.ReactElement {
  const { t } = useTranslation();
  if (pages.waiting) return <Waiting />;
  if (pages.error) return <Failed error={pages.error} again={pages.again} />;
  const items = keep ? pages.items.filter(keep) : pages.items;
  return (
    <div>
      {items.length === 0 ? <Empty>{empty}</Empty> : <DataTable {...list} items={items} />}
      {pages.more && (
        <div className={styles.foot}>
          <Button variant="default" onClick={pages.more} loading={pages.readingMore}>
            {t("list.more")}
          </Button>
        </div>
      )}
    </div>
  );
}
