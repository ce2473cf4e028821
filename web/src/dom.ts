/** Nodes from data. Text becomes text nodes and nothing else, so data never becomes markup. */

/** Text that depends on the language: asked for anew whenever the reader changes it. */
export type Words = () => string;

export type Child = Node | string | Words | null | readonly Child[];
export type Attributes = Readonly<Record<string, string | boolean | Words>>;

const live = new Set<() => void>();

function liven(update: () => void): void {
  live.add(update);
  update();
}

/** Says everything on the page again, in the language of now. What people have typed stays. */
export function sayAgain(): void {
  for (const update of live) update();
}

/** Does something more whenever the language changes, until the page is left. */
export function whenSaidAgain(update: () => void): void {
  live.add(update);
}

/** Lets go of the texts of a page that is left. */
export function forgetTexts(): void {
  live.clear();
}

/** An element with attributes (`true` is an empty one, `false` none) and children. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      liven(() => {
        element.setAttribute(name, value());
      });
    } else if (value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...nodes(children));
  return element;
}

/** Puts children in the place of what an element held. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...nodes(children));
}

function nodes(children: readonly Child[]): Node[] {
  return children.flatMap((child) => {
    if (child === null) return [];
    if (child instanceof Node) return [child];
    if (typeof child === "string") return [document.createTextNode(child)];
    if (typeof child !== "function") return nodes(child);
    const text = document.createTextNode("");
    liven(() => {
      text.data = child();
    });
    return [text];
  });
}

/** Moves the reader to an element that is not a control: a heading or a message. */
export function focusOn(element: HTMLElement): void {
  element.tabIndex = -1;
  element.focus();
}
