/** What the API takes and answers: the names of its description, from which the types are generated. */
import type { components } from "./schema";

export type Schemas = components["schemas"];
export type Permission = Schemas["Permission"];
export type User = Schemas["MeOut"];

/** A page of a list. */
export interface Listing<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
