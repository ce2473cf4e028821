/** What is typed, once typing rests. */
import { useEffect, useState } from "react";

const REST = 400;

export function useResting(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const rest = setTimeout(() => {
      setRested(value);
    }, REST);
    return () => {
      clearTimeout(rest);
    };
  }, [value]);
  return rested;
}
