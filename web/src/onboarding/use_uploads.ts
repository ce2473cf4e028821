/** Uploads under way: each with its progress; one that failed can be tried again. They go on while one turns pages. */
import { useRef, useState } from "react";
import { freshKey } from "../api/command";

export interface Pending {
  readonly id: string;
  readonly file: File;
  /** From 0 to 1. */
  readonly part: number;
  readonly error: unknown;
}

export interface Uploads {
  readonly pending: readonly Pending[];
  readonly busy: boolean;
  readonly start: (files: readonly File[]) => void;
  readonly again: (one: Pending) => void;
  readonly drop: (one: Pending) => void;
}

type Send<Held> = (file: File, progress: (part: number) => void, signal: AbortSignal) => Promise<Held>;

/** `add` gets each file that has arrived, as `post` tells of it. */
export function useUploads<Held>(add: (held: Held) => void, post: Send<Held>): Uploads {
  const [pending, setPending] = useState<readonly Pending[]>([]);
  const aborts = useRef(new Map<string, AbortController>());

  const change = (id: string, changes: Partial<Pending>): void => {
    setPending((before) => before.map((one) => (one.id === id ? { ...one, ...changes } : one)));
  };
  const remove = (id: string): void => {
    aborts.current.delete(id);
    setPending((before) => before.filter((one) => one.id !== id));
  };
  const send = async ({ id, file }: Pending): Promise<void> => {
    const abort = new AbortController();
    aborts.current.set(id, abort);
    try {
      const held = await post(
        file,
        (part) => {
          change(id, { part });
        },
        abort.signal,
      );
      if (!abort.signal.aborted) add(held);
      remove(id);
    } catch (error) {
      if (!abort.signal.aborted) change(id, { error, part: 0 });
    }
  };
  return {
    pending,
    busy: pending.some(({ error }) => error === null),
    start: (files) => {
      const made = files.map((file) => ({ id: freshKey(), file, part: 0, error: null }));
      setPending((before) => [...before, ...made]);
      for (const one of made) void send(one);
    },
    again: (one) => {
      change(one.id, { error: null });
      void send(one);
    },
    drop: ({ id }) => {
      aborts.current.get(id)?.abort();
      remove(id);
    },
  };
}
