/** Doing: each thing once, however often it is sent, and the reader told what came of it. */
import { useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useRef } from "react";
import { tell } from "../ui/told";

/** A key that makes a repeated request one and the same. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export interface Command<Input, Output> {
  /** Does it. What was refused stands in `error`, and resolves to null. */
  readonly run: (input: Input) => Promise<Output | null>;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly forget: () => void;
}

interface Outcome<Input, Output> {
  /** What was read before and is no longer so. */
  readonly changes?: readonly QueryKey[];
  /** One sentence on what it did. */
  readonly says?: (output: Output, input: Input) => string;
  readonly then?: (output: Output, input: Input) => void;
}

/**
 * A command of the API. `send` gets the idempotency key: the same input sent again, after a line that dropped say, is
 * the same request; once it is answered, the next one is a new one.
 */
export function useCommand<Input, Output>(
  send: (input: Input, key: string) => Promise<Output>,
  { changes = [], says, then }: Outcome<Input, Output> = {},
): Command<Input, Output> {
  const client = useQueryClient();
  const keys = useRef(new Map<string, string>());
  const mutation = useMutation({
    mutationFn: (input: Input) => {
      const said = JSON.stringify([input]);
      const key = keys.current.get(said) ?? freshKey();
      keys.current.set(said, key);
      return send(input, key);
    },
    onSuccess: async (output, input) => {
      keys.current.clear();
      await Promise.all(changes.map((queryKey) => client.invalidateQueries({ queryKey })));
      if (says) tell(says(output, input));
      then?.(output, input);
    },
  });
  return {
    run: (input) => mutation.mutateAsync(input).catch(() => null),
    busy: mutation.isPending,
    error: mutation.error,
    forget: mutation.reset,
  };
}
