/**
 * What was read last, kept in this browser for when the line drops: of one user alone, until somebody signs out.
 * A browser that keeps nothing works all the same; it then has nothing to show without a line.
 */

const DATABASE = "qudao";
const STORE = "kept";
const AFTER_ALL = "\uffff";

/** Something that was read, and when. */
export interface Kept<Value> {
  readonly value: Value;
  readonly at: string;
}

/** Keeps things of a user by their names; each takes the place of what was kept under its name before. */
export async function keepRead(owner: string, things: Readonly<Record<string, unknown>>): Promise<void> {
  const at = new Date().toISOString();
  await within("readwrite", async (store) => {
    await Promise.all(Object.entries(things).map(([name, value]) => told(store.put({ value, at }, [owner, name]))));
  });
}

/** What was kept of a user under a name; null where there is none. */
export async function readKept<Value>(owner: string, name: string): Promise<Kept<Value> | null> {
  const found = await within("readonly", (store) => told<unknown>(store.get([owner, name])));
  return (found as Kept<Value> | undefined) ?? null;
}

/** All that was kept of a user under names that begin so, in the order of the names. */
export async function readAllKept<Value>(owner: string, prefix: string): Promise<readonly Kept<Value>[]> {
  const names = (): IDBKeyRange => IDBKeyRange.bound([owner, prefix], [owner, `${prefix}${AFTER_ALL}`]);
  const found = await within("readonly", (store) => told<unknown[]>(store.getAll(names())));
  return (found ?? []) as Kept<Value>[];
}

/** Forgets all that was kept, of whomever. */
export function forgetKept(): void {
  try {
    indexedDB.deleteDatabase(DATABASE);
  } catch {
    // Nothing can be kept here, so there is nothing to forget.
  }
}

/** Does something with the store, and closes it again, so that nothing stands in the way of forgetting it. */
async function within<Result>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => Promise<Result>,
): Promise<Result | undefined> {
  try {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const database = await told(opening);
    try {
      return await work(database.transaction(STORE, mode).objectStore(STORE));
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

function told<Result>(asked: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => {
      resolve(asked.result);
    };
    asked.onerror = () => {
      reject(asked.error ?? new Error("nothing is kept"));
    };
  });
}
