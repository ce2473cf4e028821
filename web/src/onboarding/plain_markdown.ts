/** The little Markdown that our own texts use: headings, paragraphs, lists, bold words. It becomes blocks, not markup. */

/** A run of text, bold or not. */
export interface Run {
  readonly text: string;
  readonly bold: boolean;
}

export type Block =
  | { readonly kind: "heading" | "paragraph"; readonly runs: readonly Run[] }
  | { readonly kind: "list"; readonly items: readonly (readonly Run[])[] };

export function blocksOf(markdown: string): readonly Block[] {
  return markdown
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(blockOf);
}

function blockOf(part: string): Block {
  const lines = part.split("\n");
  if (lines.every((line) => /^[-*] /.test(line))) {
    return { kind: "list", items: lines.map((line) => runsOf(line.slice(2))) };
  }
  const heading = /^#+ +(.*)$/.exec(part);
  if (heading) return { kind: "heading", runs: runsOf(heading[1] ?? "") };
  return { kind: "paragraph", runs: runsOf(lines.join(" ")) };
}

function runsOf(text: string): readonly Run[] {
  return text
    .split("**")
    .map((run, place) => ({ text: run, bold: place % 2 === 1 }))
    .filter((run) => run.text !== "");
}
