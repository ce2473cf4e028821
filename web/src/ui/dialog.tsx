/** A dialog over the page, and the question before something that cannot be undone. */
import { Button } from "@mantine/core";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./layout.module.css";
import { Actions } from "./page";
import { Problem } from "./states";

/** A dialog that is open as long as it is drawn. Escape closes it, where `close` is given. */
export function Dialog({
  title,
  close,
  children,
}: {
  readonly title: string;
  readonly close?: () => void;
  readonly children: ReactNode;
}): React.ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const shown = dialog.current;
    if (shown && !shown.open) shown.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        close?.();
      }}
    >
      <div className={styles.dialogBody}>
        <h2 id={heading} tabIndex={-1} autoFocus>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}

interface ConfirmProps {
  /** On the button. */
  readonly text: string;
  /** The question, which names the thing. */
  readonly question: string;
  /** On the button that does it. */
  readonly yes: string;
  readonly act: () => Promise<unknown>;
  readonly error?: unknown;
  readonly busy?: boolean;
  readonly danger?: boolean;
  readonly quiet?: boolean;
  readonly disabled?: boolean;
  /** In a row of a list. */
  readonly small?: boolean;
  /** What is to be known, or filled in, before. */
  readonly children?: ReactNode;
  /** Called before the dialog opens; false keeps it closed (something is missing, say). */
  readonly ready?: () => boolean;
}

/** A button that asks once before it acts. `act` resolves to null where it was refused; the dialog then stays. */
export function ConfirmButton({
  text,
  question,
  yes,
  act,
  error,
  busy = false,
  danger = false,
  quiet = false,
  disabled = false,
  small = false,
  children,
  ready,
}: ConfirmProps): React.ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const color = danger ? { color: "red.9" } : {};
  return (
    <>
      <Button
        {...color}
        {...(small ? { size: "compact-sm" } : {})}
        variant={danger ? "outline" : quiet ? "default" : "filled"}
        disabled={disabled}
        onClick={() => {
          if (ready?.() ?? true) setOpen(true);
        }}
      >
        {text}
      </Button>
      {open && (
        <Dialog
          title={question}
          close={() => {
            if (!busy) setOpen(false);
          }}
        >
          {children}
          <Problem error={error} />
          <Actions>
            <Button
              {...color}
              loading={busy}
              onClick={() =>
                void act().then((done) => {
                  if (done !== null) setOpen(false);
                })
              }
            >
              {yes}
            </Button>
            <Button
              variant="default"
              disabled={busy}
              onClick={() => {
                setOpen(false);
              }}
            >
              {t("question.no")}
            </Button>
          </Actions>
        </Dialog>
      )}
    </>
  );
}
