/** What this browser keeps for a person. One that keeps nothing works all the same, and begins anew each time. */

/** What was kept under a name; null where there is none, or it is no JSON. */
export function recall(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/** Keeps a value under a name; null forgets it. */
export function keep(name: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Storage is closed or full: what was to be kept lives as long as this page.
  }
}
