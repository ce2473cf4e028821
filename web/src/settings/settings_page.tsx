/** The maker's settings, each within its bounds, and the regions with their warehouses. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { ApiError } from "../kernel/errors";
import { groupedWhole } from "../kernel/money";
import { useMay } from "../kernel/permissions";
import { HINT_BELOW, PiecesInput } from "../ui/inputs";
import layout from "../ui/layout.module.css";
import { Actions, Card, Fields, Page } from "../ui/page";
import { Found, Problem } from "../ui/states";
import { Regions } from "./regions";
import { GROUPS, isKnown, NEVER, readSetting, shownBounds, shownSetting, unitOf, type Setting } from "./setting_rules";

const KEY = ["settings"] as const;

export function SettingsPage(): React.ReactElement {
  const { t } = useTranslation("settings");
  const settings = useQuery({ queryKey: KEY, queryFn: () => answered(api.GET("/settings")) });
  return (
    <Page title={t("title")}>
      <Found query={settings}>{(found) => <Editor key={found.version} settings={found} />}</Found>
      <Regions />
    </Page>
  );
}

type Typed = Readonly<Record<string, string>>;

/** All settings in one form: what was changed is sent, against the version that was seen. */
function Editor({
  settings: { items: all, version },
}: {
  readonly settings: Schemas["SettingsOut"];
}): React.ReactElement {
  const items = all.filter(isKnown);
  const { t } = useTranslation("settings");
  const may = useMay()("change_settings");
  const [typed, setTyped] = useState<Typed>({});
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const save = useCommand(
    (body: Schemas["ChangeSettings"]) =>
      answered(api.PATCH("/settings", { params: { header: { "If-Match": `"${version}"` } }, body })),
    { changes: [KEY], says: () => t("saved") },
  );
  const refused = save.error instanceof ApiError ? save.error.fields : [];
  const changed = items.filter((one) => one.name in typed && typed[one.name] !== shownSetting(one));
  const send = (): void => {
    const read = changed.map((one) => [one.name, readSetting(one, typed[one.name] ?? "")] as const);
    const missed = read.filter(([, value]) => value === null).map(([name]) => name);
    setWrong(new Set(missed));
    if (missed.length === 0)
      void save.run(Object.fromEntries(read.map(([name, value]) => [name, value === NEVER ? null : value])));
  };
  return (
    <form
      className={layout.page}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {GROUPS.map(([group, names]) => (
        <Card key={group} title={t(`group.${group}`)}>
          <Fields>
            {items
              .filter(({ name }) => (names as readonly string[]).includes(name))
              .map((one) => (
                <SettingField
                  key={one.name}
                  setting={one}
                  value={typed[one.name] ?? shownSetting(one)}
                  wrong={wrong.has(one.name) || refused.includes(one.name)}
                  change={
                    may
                      ? (value) => {
                          setTyped((before) => ({ ...before, [one.name]: value }));
                        }
                      : null
                  }
                />
              ))}
          </Fields>
        </Card>
      ))}
      {may && (
        <Card>
          <Problem error={save.error} />
          <Actions>
            <Button type="submit" disabled={changed.length === 0} loading={save.busy}>
              {t("save", { count: changed.length })}
            </Button>
          </Actions>
        </Card>
      )}
    </form>
  );
}

function SettingField({
  setting,
  value,
  wrong,
  change,
}: {
  readonly setting: Setting;
  readonly value: string;
  readonly wrong: boolean;
  readonly change: ((value: string) => void) | null;
}): React.ReactElement {
  const { t } = useTranslation("settings");
  const Input = setting.kind === "names" || setting.kind === "text" ? TextInput : PiecesInput;
  const [least, most] = shownBounds(setting);
  const unit = t(`unit.${unitOf(setting)}`);
  if (setting.kind === "switch") {
    return (
      <NativeSelect
        label={t(`setting.${setting.name}`)}
        value={value}
        disabled={change === null}
        data={(["0", "1"] as const).map((each) => ({ value: each, label: t(`switch.${each}`) }))}
        onChange={({ currentTarget }) => change?.(currentTarget.value)}
      />
    );
  }
  return (
    <Input
      label={t(`setting.${setting.name}`)}
      description={
        setting.kind === "names"
          ? t("names_hint", { least, most })
          : t("bounds", { least: groupedWhole(least), most: groupedWhole(most), unit })
      }
      inputWrapperOrder={HINT_BELOW}
      value={value}
      readOnly={change === null}
      error={wrong ? t("out_of_bounds") : null}
      onChange={({ currentTarget }) => change?.(currentTarget.value)}
    />
  );
}
