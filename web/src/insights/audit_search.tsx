/** One question to the audit trail: a day, a person, or one record. It stands in the address. */
import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useMay } from "../kernel/permissions";
import { Filters } from "../ui/filters";
import { KINDS, type Question } from "./audit_question";

type By = Question["by"];
const BY: readonly By[] = ["day", "who", "record"];

export function AuditSearch({
  question,
  today,
  ask,
}: {
  readonly question: Question;
  /** The business day of now. */
  readonly today: string;
  readonly ask: (question: Question) => void;
}): React.ReactElement {
  const { t } = useTranslation("insights");
  const [by, setBy] = useState(question.by);
  return (
    <>
      <Filters>
        <NativeSelect
          label={t("audit.by")}
          value={by}
          data={BY.map((one) => ({ value: one, label: t(`audit.by.${one}`) }))}
          onChange={({ currentTarget }) => {
            setBy(currentTarget.value as By);
          }}
        />
        {by === "day" && <DayField day={question.by === "day" ? question.day : today} most={today} ask={ask} />}
        {by === "who" && <WhoField who={question.by === "who" ? question.who : ""} ask={ask} />}
      </Filters>
      {by === "record" && (
        <RecordFields
          key={question.by === "record" ? `${question.kind} ${question.id}` : ""}
          known={question.by === "record" ? question : { kind: "order", id: "" }}
          ask={ask}
        />
      )}
    </>
  );
}

function DayField({
  day,
  most,
  ask,
}: {
  readonly day: string;
  readonly most: string;
  readonly ask: (question: Question) => void;
}): React.ReactElement {
  const { t } = useTranslation("insights");
  return (
    <TextInput
      type="date"
      label={t("audit.day")}
      max={most}
      defaultValue={day}
      onChange={({ currentTarget }) => {
        if (currentTarget.value !== "") ask({ by: "day", day: currentTarget.value });
      }}
    />
  );
}

/** The maker's staff by name; anybody else by the id that the trail shows. */
function WhoField({
  who,
  ask,
}: {
  readonly who: string;
  readonly ask: (question: Question) => void;
}): React.ReactElement {
  const { t } = useTranslation("insights");
  const may = useMay();
  const [typed, setTyped] = useState(who);
  const { data } = useQuery({
    queryKey: ["staff", "names"],
    queryFn: () => answered(api.GET("/staff")),
    enabled: may("read_staff"),
    staleTime: 300_000,
  });
  return (
    <>
      <NativeSelect
        label={t("audit.staff")}
        value={data?.items.some(({ user_id }) => user_id === who) ? who : ""}
        data={[
          { value: "", label: t("audit.choose") },
          ...(data?.items ?? []).map(({ user_id, name }) => ({ value: user_id, label: name })),
        ]}
        onChange={({ currentTarget }) => {
          if (currentTarget.value !== "") ask({ by: "who", who: currentTarget.value });
        }}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== "") ask({ by: "who", who: typed.trim() });
        }}
      >
        <TextInput
          label={t("audit.who_id")}
          value={typed}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
          }}
        />
      </form>
    </>
  );
}

function RecordFields({
  known,
  ask,
}: {
  readonly known: { readonly kind: string; readonly id: string };
  readonly ask: (question: Question) => void;
}): React.ReactElement {
  const { t } = useTranslation("insights");
  const [kind, setKind] = useState(known.kind);
  const [id, setId] = useState(known.id);
  const listed = KINDS.some((one) => one === kind);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (id.trim() !== "") ask({ by: "record", kind, id: id.trim() });
      }}
    >
      <Group align="end">
        <NativeSelect
          label={t("audit.kind")}
          value={kind}
          data={[
            ...KINDS.map((one) => ({ value: one, label: t(`kind.${one}`) })),
            ...(listed ? [] : [{ value: kind, label: kind }]),
          ]}
          onChange={({ currentTarget }) => {
            setKind(currentTarget.value);
          }}
        />
        <TextInput
          label={t("audit.id")}
          value={id}
          onChange={({ currentTarget }) => {
            setId(currentTarget.value);
          }}
        />
        <Button type="submit">{t("audit.find")}</Button>
      </Group>
    </form>
  );
}
