/** Inputs of money and of whole pieces: what is typed is text, and stays text. */
import { TextInput, type InputWrapperProps, type TextInputProps } from "@mantine/core";
import { currencySign } from "../kernel/money_text";

/** An amount; read it with `readMoney`. */
export function MoneyInput(props: TextInputProps): React.ReactElement {
  const sign = currencySign();
  const room = sign.length > 1 ? 48 : 32;
  return <TextInput inputMode="decimal" autoComplete="off" leftSection={sign} leftSectionWidth={room} {...props} />;
}

/** Whole pieces; read them with `readWhole`. */
export function PiecesInput(props: TextInputProps): React.ReactElement {
  return <TextInput inputMode="numeric" autoComplete="off" {...props} />;
}

/** Hints below their fields, so that fields side by side are level: `inputWrapperOrder={HINT_BELOW}`. */
export const HINT_BELOW: NonNullable<InputWrapperProps["inputWrapperOrder"]> = [
  "label",
  "input",
  "description",
  "error",
];
