/** Leads the reader to the first field that is wrong, once it has been drawn as such. */
export function leadToProblem(within: HTMLElement | null): void {
  setTimeout(() => {
    within?.querySelector<HTMLElement>("[aria-invalid=true], [data-wrong]")?.focus();
  });
}
