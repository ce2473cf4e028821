/** What the warehouse does: it says what really came in, and what of that is sold again or scrapped. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { ConfirmButton } from "../ui/dialog";
import { on, useReturnCommand } from "./calls";
import { PiecesTable, type LineMost } from "./pieces_table";
import { readPieces, type Return, type Typed } from "./return_rules";

interface OfReturn {
  readonly made: Return;
}

export function ReceiveGoods({ made: { return_id, lines } }: OfReturn): React.ReactElement {
  const { t } = useTranslation("returns");
  const there: readonly LineMost[] = lines.map((line) => ({ ...line, most: line.requested }));
  const [typed, setTyped] = useState<Typed>(() =>
    Object.fromEntries(there.map(({ line, most }) => [line, String(most)])),
  );
  const read = readPieces(there, typed);
  const receive = useReturnCommand(
    (counted: readonly (readonly [number, number])[], key) =>
      answered(
        api.POST("/returns/{return_id}/receive", {
          params: on(return_id, key),
          body: { lines: counted.map(([line, quantity]) => ({ line, quantity })) },
        }),
      ),
    () => t("did.receive", { name: return_id }),
  );
  return (
    <ConfirmButton
      text={t("do.receive")}
      question={t("receive_question", { name: return_id })}
      yes={t("do.receive_yes", { pieces: read.total })}
      busy={receive.busy}
      error={receive.error}
      act={() => (read.wrong.size > 0 || read.total === 0 ? Promise.resolve(null) : receive.run([...read.pieces]))}
    >
      <p>{t("receive_means")}</p>
      <PiecesTable
        caption={t("lines")}
        mostTitle={t("figure.requested")}
        partTitle={t("figure.received")}
        lines={there}
        typed={typed}
        change={(line, value) => {
          setTyped((before) => ({ ...before, [line]: value }));
        }}
        wrong={read.wrong}
      />
    </ConfirmButton>
  );
}

export function InspectGoods({ made: { return_id, lines } }: OfReturn): React.ReactElement {
  const { t } = useTranslation("returns");
  const [typed, setTyped] = useState<Typed>({});
  const came: readonly LineMost[] = lines
    .filter(({ received }) => (received ?? 0) > 0)
    .map((line) => ({ ...line, most: line.received ?? 0 }));
  const read = readPieces(came, typed);
  const all = came.reduce((sum, { most }) => sum + most, 0);
  const inspect = useReturnCommand(
    (scrapped: readonly (readonly [number, number])[], key) =>
      answered(
        api.POST("/returns/{return_id}/inspect", {
          params: on(return_id, key),
          body: { lines: scrapped.map(([line, scrap]) => ({ line, scrap })) },
        }),
      ),
    () => t("did.inspect", { name: return_id }),
  );
  return (
    <ConfirmButton
      text={t("do.inspect")}
      question={t("inspect_question", { name: return_id })}
      yes={t("do.inspect_yes", { restock: all - read.total, scrap: read.total })}
      busy={inspect.busy}
      error={inspect.error}
      quiet
      act={() => (read.wrong.size > 0 ? Promise.resolve(null) : inspect.run([...read.pieces]))}
    >
      <p>{t("inspect_means")}</p>
      <PiecesTable
        caption={t("lines")}
        mostTitle={t("figure.received")}
        partTitle={t("figure.scrapped")}
        lines={came}
        typed={typed}
        change={(line, value) => {
          setTyped((before) => ({ ...before, [line]: value }));
        }}
        wrong={read.wrong}
      />
    </ConfirmButton>
  );
}
