/** What is wrong with a field, in words. */
import { useTranslation } from "react-i18next";
import { problemsOf, type Name, type Typed } from "./application";

export function useProblemWords(): (name: Name, typed: Typed) => string | null {
  const { t } = useTranslation("onboarding");
  return (name, typed) => {
    const found = problemsOf(typed, [name])[name];
    return found ? t(`problem.${found.problem}`, found.values) : null;
  };
}
