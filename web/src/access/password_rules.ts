/** What a password must be: the API's own rules. */

export const SHORTEST = 10;
export const LONGEST = 99;

export const PASSWORD_RULES = ["length", "capital", "small", "digit"] as const;
export type PasswordRule = (typeof PASSWORD_RULES)[number];

const KEPT: Readonly<Record<PasswordRule, (password: string) => boolean>> = {
  length: (password) => password.length >= SHORTEST && password.length <= LONGEST,
  capital: (password) => /[A-Z]/.test(password),
  small: (password) => /[a-z]/.test(password),
  digit: (password) => /[0-9]/.test(password),
};

export function keepsRule(password: string, rule: PasswordRule): boolean {
  return KEPT[rule](password);
}

export function keepsRules(password: string): boolean {
  return PASSWORD_RULES.every((rule) => keepsRule(password, rule));
}
