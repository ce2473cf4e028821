/** What is typed of the company and of its contact, each field with what is wrong with it. */
import { NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { HINT_BELOW, MoneyInput } from "../ui/inputs";
import { Fields } from "../ui/page";
import { useLanguageChoices } from "../kernel/language_names";
import layout from "../ui/layout.module.css";
import type { Name, Offer, Part, Problems, Typed } from "./application";
import { CODE_LENGTH, codeProblem, mended } from "./credit_code";
import { useProblemWords } from "./problem_words";

/** The form as far as its fields know it. */
export interface Filling {
  readonly typed: Typed;
  /** What is to be said of the fields at this moment. */
  readonly problems: Problems;
  /** The fields that the API refused. */
  readonly refused: readonly Part[];
  readonly type: (name: Name, value: string) => void;
  /** A field was left. */
  readonly leave: (name: Name) => void;
}

export function CompanyFields({
  filling,
  offer,
}: {
  readonly filling: Filling;
  readonly offer: Offer;
}): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const of = useInput(filling);
  const regions = offer.regions.map(({ region_id, name }) => ({ value: region_id, label: name }));
  return (
    <Fields>
      <div className={layout.whole}>
        <TextInput {...of("company_name")} description={t("hint.company_name")} autoComplete="organization" />
      </div>
      <CodeInput filling={filling} />
      <NativeSelect
        {...of("region")}
        description={t("hint.region")}
        data={[{ value: "", label: t("please_choose") }, ...regions]}
      />
      <div className={layout.whole}>
        <TextInput {...of("address")} autoComplete="street-address" />
      </div>
      <MoneyInput {...of("requested_credit")} description={t("hint.requested_credit")} />
    </Fields>
  );
}

export function ContactFields({ filling }: { readonly filling: Filling }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const of = useInput(filling);
  return (
    <Fields>
      <TextInput {...of("contact_name")} autoComplete="name" />
      <TextInput {...of("phone")} type="tel" autoComplete="tel" />
      <TextInput {...of("email")} type="email" description={t("hint.email")} autoComplete="email" />
      <NativeSelect {...of("locale")} data={useLanguageChoices()} />
    </Fields>
  );
}

/** The credit code says what is wrong as soon as it is, and how much of it is there. */
function CodeInput({ filling }: { readonly filling: Filling }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const of = useInput(filling);
  const words = useProblemWords();
  const code = mended(filling.typed.credit_code);
  const early = codeProblem(code);
  const now =
    early === null || early.kind === "empty" || early.kind === "typing" ? null : words("credit_code", filling.typed);
  const shown = of("credit_code");
  const hint =
    early === null
      ? t("hint.code_right")
      : t("hint.code", { count: String(Math.min(code.length, CODE_LENGTH)), length: String(CODE_LENGTH) });
  return (
    <TextInput
      {...shown}
      error={shown.error ?? now}
      description={hint}
      autoCapitalize="characters"
      autoComplete="off"
      spellCheck={false}
    />
  );
}

interface InputProps {
  readonly label: string;
  readonly name: Name;
  readonly value: string;
  readonly error: string | null;
  readonly "aria-required": boolean;
  readonly maxLength: number;
  readonly inputWrapperOrder: typeof HINT_BELOW;
  readonly onChange: (event: { readonly currentTarget: { readonly value: string } }) => void;
  readonly onBlur: () => void;
}

const LONGEST = 300;

function useInput({ typed, problems, refused, type, leave }: Filling): (name: Name) => InputProps {
  const { t } = useTranslation("onboarding");
  return (name) => {
    const found = problems[name];
    const label = t(`field.${name}`);
    const error = found
      ? t(`problem.${found.problem}`, found.values)
      : refused.includes(name)
        ? t("problem.refused")
        : null;
    const optional = name === "requested_credit";
    return {
      label: optional ? t("optional", { label }) : label,
      name,
      value: typed[name],
      error,
      "aria-required": !optional,
      maxLength: LONGEST,
      inputWrapperOrder: HINT_BELOW,
      onChange: ({ currentTarget: { value } }) => {
        type(name, value);
      },
      onBlur: () => {
        leave(name);
      },
    };
  };
}
