/** A person as they are taken in or changed. An address is never changed; of the staff neither is a role. */
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Command } from "../api/command";
import type { Schemas } from "../api/schemas";
import { ApiError, isRefusal } from "../kernel/errors";
import { useLanguageChoices } from "../kernel/language_names";
import { leadToProblem } from "../ui/lead_to_problem";
import layout from "../ui/layout.module.css";
import { Actions } from "../ui/page";
import { Problem } from "../ui/states";
import { isRegional, wrongInPerson, type Person, type PersonPart } from "./person";
import styles from "./people.module.css";

interface FormProps {
  readonly first: Person;
  /** Which roles there are to choose from; none where the role is not to be changed. */
  readonly roles: readonly Schemas["Role"][];
  /** Whether the address can be given. */
  readonly isNew: boolean;
  /** Regions to choose from; none of a dealer's users. */
  readonly regions: readonly (readonly [string, string])[];
  readonly send: Command<Person, unknown>;
  readonly close: () => void;
}

export function PersonForm({ first, roles, isNew, regions, send, close }: FormProps): React.ReactElement {
  const { t } = useTranslation("people");
  const { t: kernel } = useTranslation();
  const place = useRef<HTMLFormElement>(null);
  const languages = useLanguageChoices();
  const [person, setPerson] = useState(first);
  const [tried, setTried] = useState(false);
  const wrong = wrongInPerson(person);
  const refused = send.error instanceof ApiError && send.error.status === 422 ? send.error.fields : [];
  const change = (changes: Partial<Person>): void => {
    send.forget();
    setPerson((before) => ({ ...before, ...changes }));
  };
  const problem = (part: PersonPart): string | null => {
    if (part === "email" && isRefusal(send.error, "duplicate")) return t("problem.duplicate");
    if (refused.some((field) => field.split(".")[0] === part)) return t("problem.refused");
    return tried && wrong.includes(part) ? t(`problem.${part}`) : null;
  };
  const said = isRefusal(send.error, "duplicate") || refused.length > 0;
  return (
    <form
      ref={place}
      className={layout.dialogBody}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (wrong.length === 0) void send.run(person);
        else leadToProblem(place.current);
      }}
    >
      <TextInput
        label={t("name")}
        name="name"
        autoComplete="off"
        maxLength={200}
        value={person.name}
        error={problem("name")}
        onChange={({ currentTarget }) => {
          change({ name: currentTarget.value });
        }}
      />
      {isNew && (
        <TextInput
          label={t("email")}
          description={t("email_hint")}
          name="email"
          type="email"
          autoComplete="off"
          maxLength={128}
          value={person.email}
          error={problem("email")}
          onChange={({ currentTarget }) => {
            change({ email: currentTarget.value });
          }}
        />
      )}
      {roles.length > 0 && (
        <NativeSelect
          label={t("role")}
          name="role"
          description={t(`role_hint.${person.role}`)}
          value={person.role}
          data={roles.map((role) => ({ value: role, label: kernel(`role.${role}`) }))}
          onChange={({ currentTarget }) => {
            const role = roles.find((one) => one === currentTarget.value) ?? person.role;
            change({ role, ...(isRegional(role) ? {} : { regions: [] }) });
          }}
        />
      )}
      {isRegional(person.role) && (
        <fieldset className={styles.regions}>
          <legend>{t("regions")}</legend>
          {regions.map(([region, name], number) => (
            <Checkbox
              key={region}
              label={name}
              checked={person.regions.includes(region)}
              error={number === 0 && problem("regions") !== null}
              onChange={({ currentTarget: { checked } }) => {
                const others = person.regions.filter((one) => one !== region);
                change({ regions: checked ? [...others, region].sort() : others });
              }}
            />
          ))}
          {problem("regions") !== null && <p className={styles.problem}>{problem("regions")}</p>}
        </fieldset>
      )}
      <NativeSelect
        label={t("locale")}
        name="locale"
        value={person.locale}
        data={languages}
        onChange={({ currentTarget }) => {
          change({ locale: currentTarget.value === "en" ? "en" : "zh-CN" });
        }}
      />
      <Problem error={said ? null : send.error} />
      <Actions>
        <Button type="submit" loading={send.busy}>
          {t(isNew ? "invite_send" : "save")}
        </Button>
        <Button variant="default" disabled={send.busy} onClick={close}>
          {t("cancel")}
        </Button>
      </Actions>
    </form>
  );
}
