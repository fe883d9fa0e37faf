import { Alert, Text } from "@hubspot/ui-extensions";
import type { Problem } from "./api/problem";
import { useSpeech } from "./texts/speech";

/** What went wrong and how to mend it, beside what still holds. */
export function Trouble({ problem }: { problem: Problem }) {
  const { t } = useSpeech();
  return (
    <Alert title={t.failed} variant="warning">
      <Text>{problem.message}</Text>
      {problem.hint ? <Text variant="microcopy">{problem.hint}</Text> : null}
    </Alert>
  );
}
