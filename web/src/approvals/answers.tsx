/** What an approval has set, in words. Pages that show it load the words of `approvals`. */
import { Rows } from "../ui/facts";
import { useDecisionWords } from "./decision_words";

export function AnswersInWords({
  answers,
}: {
  readonly answers: Readonly<Record<string, unknown>> | null;
}): React.ReactElement | null {
  const words = useDecisionWords();
  const set = Object.entries(answers ?? {});
  if (set.length === 0) return null;
  return <Rows facts={set.map(([name, value]) => [words.fieldName(name), words.answer(name, value)])} />;
}
