/** The unified social credit code (统一社会信用代码, GB 32100-2015): 17 characters and one that checks them. */

const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
export const CODE_LENGTH = 18;

/** What is wrong with a code; `typing`: nothing so far, but it is not all there. */
export type CodeProblem =
  | { readonly kind: "empty" }
  | { readonly kind: "typing"; readonly missing: number }
  | { readonly kind: "long"; readonly over: number }
  | { readonly kind: "character"; readonly character: string; readonly place: number }
  | { readonly kind: "check" };

/** A code as it should be written: capitals, no spaces or hyphens, no wide characters. */
export function mended(typed: string): string {
  return typed
    .normalize("NFKC")
    .replace(/[\s\u200b\ufeff-]/g, "")
    .toUpperCase();
}

/** What is wrong with a mended code; null where it is right. */
export function codeProblem(code: string): CodeProblem | null {
  if (code === "") return { kind: "empty" };
  const characters = Array.from(code);
  const place = characters.findIndex((character) => !ALPHABET.includes(character));
  if (place >= 0) return { kind: "character", character: characters[place] ?? "", place: place + 1 };
  if (characters.length < CODE_LENGTH) return { kind: "typing", missing: CODE_LENGTH - characters.length };
  if (characters.length > CODE_LENGTH) return { kind: "long", over: characters.length - CODE_LENGTH };
  return checkCharacter(code.slice(0, -1)) === code.slice(-1) ? null : { kind: "check" };
}

/** The 18th character of 17: `-sum(value(c_i) x (3^(i-1) mod 31)) mod 31`. */
export function checkCharacter(first17: string): string {
  let weight = 1;
  let sum = 0;
  for (const character of first17) {
    sum += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}
