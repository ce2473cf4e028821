/** A list from a spreadsheet is pasted, read as one types, and put into the basket; what cannot be read stays here. */
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { groupedWhole } from "../kernel/money";
import { DataTable, type Column } from "../ui/data_list";
import { Dialog } from "../ui/dialog";
import { Actions } from "../ui/page";
import { Message } from "../ui/states";
import { tell } from "../ui/told";
import styles from "./basket.module.css";
import { readPasted, type Unread } from "./paste";
import { addToBasket } from "./store";

export function PasteList(): React.ReactElement {
  const { t } = useTranslation("basket");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("paste")}
      </Button>
      {open && (
        <PasteDialog
          close={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

function PasteDialog({ close }: { readonly close: () => void }): React.ReactElement {
  const { t } = useTranslation("basket");
  const [text, setText] = useState("");
  const { lines, unread, read, repeated, rest } = readPasted(text);
  const products = groupedWhole(String(lines.length));
  const add = (): void => {
    addToBasket(lines);
    tell(t("pasted", { products }));
    setText(rest);
    if (unread.length === 0) close();
  };
  return (
    <Dialog title={t("paste")} close={close}>
      <p className="quiet">{t("paste_how")}</p>
      <Textarea
        label={t("paste_list")}
        placeholder={t("paste_like")}
        rows={8}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
        }}
      />
      <div role="status">
        {read > 0 && (
          <p>
            {t(repeated > 0 ? "paste_read_summed" : "paste_read", {
              lines: groupedWhole(String(read)),
              products,
            })}
          </p>
        )}
        {unread.length > 0 && (
          <p className={styles.wrong}>{t("paste_unread", { lines: groupedWhole(String(unread.length)) })}</p>
        )}
      </div>
      {unread.length > 0 && <UnreadLines unread={unread} />}
      {unread.length > 0 && lines.length > 0 && <Message>{t("paste_rest")}</Message>}
      <Actions>
        <Button disabled={lines.length === 0} onClick={add}>
          {lines.length === 0 ? t("paste_add_none") : t("paste_add", { products })}
        </Button>
        <Button variant="default" onClick={close}>
          {t("close")}
        </Button>
      </Actions>
    </Dialog>
  );
}

function UnreadLines({ unread }: { readonly unread: readonly Unread[] }): React.ReactElement {
  const { t } = useTranslation("basket");
  const columns: readonly Column<Unread>[] = [
    { key: "line", title: t("paste_line"), cell: ({ line }) => String(line) },
    { key: "text", title: t("paste_text"), cell: ({ text }) => text, lead: true },
    { key: "why", title: t("paste_why"), cell: ({ why }) => t(`unread.${why}`) },
  ];
  return (
    <div className={styles.unread}>
      <DataTable caption={t("paste_unread_title")} columns={columns} items={unread} id={({ line }) => String(line)} />
    </div>
  );
}
