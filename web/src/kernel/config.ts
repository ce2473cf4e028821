/** Where the API is and how this deployment counts: read at run time, so that one build serves every stage. */

export interface Config {
  readonly api: string;
  readonly stage: string;
  readonly currency: string;
  readonly time_zone: string;
}

const USUAL: Config = { api: "/api", stage: "local", currency: "CNY", time_zone: "Asia/Shanghai" };
const KEPT = "qudao.config";

let current: Config = USUAL;

/** The deployment's settings, as `configure` found them. */
export function config(): Config {
  return current;
}

/** Reads `config.json`; where nobody answers, what was read last time holds, else what is usual. */
export async function configure(): Promise<void> {
  try {
    const answer = await fetch("config.json");
    current = { ...USUAL, ...((await answer.json()) as Partial<Config>) };
    localStorage.setItem(KEPT, JSON.stringify(current));
  } catch {
    current = { ...USUAL, ...(recalled() ?? {}) };
  }
}

function recalled(): Partial<Config> | null {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "null") as Partial<Config> | null;
  } catch {
    return null;
  }
}
