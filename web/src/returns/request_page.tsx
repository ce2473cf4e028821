/** A dealer asks to send goods of an order back: how many of which line, why, photos; and sees what will be credited. */
import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { ApiError } from "../kernel/errors";
import { useOrder } from "../orders/calls";
import type { Order } from "../orders/order_rules";
import { Actions, Card, Page } from "../ui/page";
import { Empty, Found, Message, Problem } from "../ui/states";
import { RETURNS, useReturnCommand, type ReturnOut } from "./calls";
import { CreditExplained } from "./credit_card";
import { PhotosPart, usePhotos } from "./photos_part";
import { PiecesTable, type LineMost } from "./pieces_table";
import { asParts, readPieces, type Read, type Typed } from "./return_rules";
import { useResting } from "./resting";

const route = getRouteApi("/in/orders/$orderId/return");
const LONGEST = 2000;

export function RequestPage(): React.ReactElement {
  const { t } = useTranslation("returns");
  const { orderId } = route.useParams();
  const order = useOrder(orderId);
  return (
    <Page
      title={t("request_title")}
      back={{ to: "/orders/$orderId", params: { orderId }, text: t("back_to_order", { order: orderId }) }}
    >
      <Found query={order}>{(found) => <Form order={found} />}</Found>
    </Page>
  );
}

/** What is typed is kept while the order is read anew. */
function Form({ order }: { readonly order: Order }): React.ReactElement {
  const { t } = useTranslation("returns");
  const navigate = useNavigate();
  const [typed, setTyped] = useState<Typed>({});
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const photos = usePhotos();
  const lines: readonly LineMost[] = order.lines
    .filter(({ returnable }) => returnable > 0)
    .map((line) => ({ ...line, most: line.returnable }));
  const read = readPieces(lines, typed);
  const request = useReturnCommand(
    send,
    ({ return_id }) => t("did.request", { name: return_id }),
    ({ return_id }) => void navigate({ to: "/returns/$returnId", params: { returnId: return_id } }),
  );
  const missing = reason.trim() === "";
  const submit = (): void => {
    setAsked(true);
    if (missing || read.wrong.size > 0 || read.total === 0 || photos.uploads.busy) return;
    const taken = photos.taken.map(({ upload_id, file_name }) => ({ upload_id, file_name }));
    void request.run({ order_id: order.order_id, lines: asParts(read.pieces), reason: reason.trim(), photos: taken });
  };
  if (lines.length === 0) return <Empty>{t("nothing_to_return")}</Empty>;
  return (
    <>
      <Card title={t("lines")}>
        <p className="quiet">{t("request_hint")}</p>
        <PiecesTable
          caption={t("lines")}
          mostTitle={t("returnable")}
          partTitle={t("pieces_back")}
          lines={lines}
          typed={typed}
          change={(line, value) => {
            setTyped((before) => ({ ...before, [line]: value }));
          }}
          wrong={read.wrong}
        />
        {asked && read.total === 0 && <Message tone="bad">{t("pieces_missing")}</Message>}
      </Card>
      <Card title={t("reason_and_photos")}>
        <Textarea
          label={t("reason")}
          description={t("reason_hint")}
          required
          autosize
          minRows={3}
          maxLength={LONGEST}
          value={reason}
          error={asked && missing ? t("reason_missing") : null}
          onChange={({ currentTarget }) => {
            setReason(currentTarget.value);
          }}
        />
        <PhotosPart photos={photos} />
      </Card>
      <Expected order={order} read={read} />
      <Refusal error={request.error} order={order} />
      <Actions>
        <Button loading={request.busy} disabled={photos.uploads.busy} onClick={submit}>
          {t("do.request_yes", { pieces: read.total })}
        </Button>
      </Actions>
    </>
  );
}

function send(body: Schemas["ReturnIn"], key: string): Promise<ReturnOut> {
  return answered(api.POST("/returns", { params: { header: { "Idempotency-Key": key } }, body }));
}

/** What would be credited for the pieces as they are typed, once typing rests. */
function Expected({ order, read }: { readonly order: Order; readonly read: Read }): React.ReactElement | null {
  const { t } = useTranslation("returns");
  const wanted = useResting(JSON.stringify(read.wrong.size > 0 ? [] : asParts(read.pieces)));
  const parts = JSON.parse(wanted) as ReturnType<typeof asParts>;
  const { order_id } = order;
  const preview = useQuery({
    queryKey: [...RETURNS, "preview", order_id, wanted],
    queryFn: () => answered(api.POST("/returns/preview", { body: { order_id, lines: parts } })),
    enabled: parts.length > 0,
  });
  if (parts.length === 0) return null;
  const unknown = { name: "", sku: "", free: true };
  return (
    <Card title={t("credit_expected")}>
      <Found query={preview}>
        {({ credit }) => (
          <CreditExplained
            credit={credit}
            named={(number) => order.lines.find(({ line }) => line === number) ?? { ...unknown, line: number }}
          />
        )}
      </Found>
    </Card>
  );
}

/** What was refused, line by line where it says so. */
function Refusal({ error, order }: { readonly error: Error | null; readonly order: Order }): React.ReactElement | null {
  const { t } = useTranslation("returns");
  if (error === null) return null;
  const named = (number: unknown): string => order.lines.find(({ line }) => line === number)?.name ?? String(number);
  const said = (error instanceof ApiError ? error.details : []).flatMap(({ line, left, pieces }) => {
    if (line === undefined) return [];
    const name = named(line);
    if (typeof pieces === "number") return [t("gift_missing", { name, pieces })];
    return typeof left === "number" ? [t("too_many", { name, left })] : [];
  });
  return (
    <>
      <Problem error={error} />
      {said.length > 0 && (
        <Message tone="bad">
          {said.map((words) => (
            <p key={words}>{words}</p>
          ))}
        </Message>
      )}
    </>
  );
}
