/** Taking somebody in, changing them, keeping them out and letting them in again: of the maker's staff. */
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { useUser } from "../api/session";
import { language } from "../kernel/i18n";
import { Dialog } from "../ui/dialog";
import { PersonActions } from "./person_actions";
import { PersonForm } from "./person_form";
import { changedFields, isRegional, STAFF_ROLES, type Person } from "./person";

type Staff = Schemas["StaffOut"];
type Regions = readonly (readonly [string, string])[];

const CHANGES = [["staff"]];

export function InviteStaff({
  regions,
  close,
}: {
  readonly regions: Regions;
  readonly close: () => void;
}): React.ReactElement {
  const { t } = useTranslation("people");
  const send = useCommand(
    ({ name, email, role, regions: own, locale }: Person, key) => {
      const body = { name: name.trim(), email: email.trim(), role: role as Schemas["NewStaff"]["role"], locale };
      return answered(
        api.POST("/staff", {
          params: { header: { "Idempotency-Key": key } },
          body: { ...body, regions: isRegional(role) ? [...own] : [] },
        }),
      );
    },
    { changes: CHANGES, says: ({ name, email }) => t("invited", { name, email }), then: close },
  );
  const first: Person = { name: "", email: "", role: "sales", regions: [], locale: language() };
  return (
    <Dialog title={t("invite_staff")} close={close}>
      <p className="quiet">{t("invite_text")}</p>
      <PersonForm first={first} roles={STAFF_ROLES} isNew regions={regions} send={send} close={close} />
    </Dialog>
  );
}

export function StaffActions({ one, regions }: { readonly one: Staff; readonly regions: Regions }): React.ReactElement {
  const { t } = useTranslation("people");
  const user = useUser();
  const change = useStaffChange(one, (changed) => t("changed", { name: changed.name }));
  const turn = useStaffChange(one, ({ name, active }) => t(active ? "let_in" : "kept_out", { name }));
  const first: Person = { ...one, locale: one.locale === "en" ? "en" : "zh-CN" };
  return (
    <PersonActions
      one={one}
      canTurn={one.user_id !== user.user_id}
      turn={turn}
      change={change}
      form={(send, close) => (
        <PersonForm first={first} roles={[]} isNew={false} regions={regions} send={send} close={close} />
      )}
      changesOf={(person) => changedFields(first, person, ["name", "regions", "locale"])}
    />
  );
}

function useStaffChange(
  { user_id, version }: Staff,
  says: (changed: Staff) => string,
): ReturnType<typeof useCommand<Schemas["ChangeStaff"], Staff>> {
  return useCommand(
    (body: Schemas["ChangeStaff"]) =>
      answered(
        api.PATCH("/staff/{user_id}", {
          params: { path: { user_id }, header: { "If-Match": `"${version}"` } },
          body,
        }),
      ),
    { changes: CHANGES, says },
  );
}
