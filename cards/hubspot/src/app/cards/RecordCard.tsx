import {
  Button,
  ButtonRow,
  EmptyState,
  ErrorState,
  Flex,
  LoadingButton,
  LoadingSpinner,
  Text,
  useExtensionContext,
} from "@hubspot/ui-extensions";
import type { FeatureKind } from "./api/features";
import type { Problem } from "./api/problem";
import { useCard } from "./api/useCard";
import { useWorkspace } from "./api/useWorkspace";
import { CardView } from "./CardView";
import { Trouble } from "./Trouble";
import { SpeechProvider, speechOf, useSpeech } from "./texts/speech";

/** The card of the record it stands on: as stored at once, anew on request. */
export function RecordCard({ kind }: { kind: FeatureKind }) {
  const { crm, user, location } = useExtensionContext<"crm.record.tab">();
  return (
    <SpeechProvider value={speechOf(user.locale ?? user.language)}>
      <Shown kind={kind} id={String(crm.objectId)} short={location !== "crm.record.tab"} />
    </SpeechProvider>
  );
}

function Shown({ kind, id, short }: { kind: FeatureKind; id: string; short: boolean }) {
  const { t } = useSpeech();
  const { state, busy, trouble, refresh, act } = useCard(kind, id);
  const workspace = useWorkspace(kind, id);

  if (state.at === "loading") return <LoadingSpinner label={t.loading} showLabel layout="centered" />;
  if (state.at === "failed") return <Failed problem={state.problem} again={refresh} busy={busy} />;
  if (state.at === "absent") {
    return (
      <EmptyState title={t.absent} layout="vertical" imageName="idea">
        {trouble ? <Trouble problem={trouble} /> : null}
        <LoadingButton variant="primary" loading={busy} testId="make" onClick={() => void refresh()}>
          {busy ? t.working : t.make}
        </LoadingButton>
      </EmptyState>
    );
  }
  const problem = trouble ?? workspace.trouble;
  return (
    <Flex direction="column" gap="md">
      {problem ? <Trouble problem={problem} /> : null}
      <CardView card={state.card} act={act} busy={busy} short={short} />
      <ButtonRow>
        <LoadingButton
          size="sm"
          variant="secondary"
          loading={busy}
          testId="refresh"
          onClick={() => void refresh()}
        >
          {busy ? t.working : t.refresh}
        </LoadingButton>
        <Button
          size="sm"
          variant="secondary"
          testId="open"
          onClick={() => void workspace.open(state.card.title)}
        >
          {t.open}
        </Button>
      </ButtonRow>
    </Flex>
  );
}

function Failed({ problem, again, busy }: { problem: Problem; again: () => Promise<void>; busy: boolean }) {
  const { t } = useSpeech();
  return (
    <ErrorState title={t.failed} type={problem.status === 401 || problem.status === 403 ? "lock" : "error"}>
      <Text>{problem.message}</Text>
      {problem.hint ? <Text variant="microcopy">{problem.hint}</Text> : null}
      <LoadingButton loading={busy} testId="again" onClick={() => void again()}>
        {t.again}
      </LoadingButton>
    </ErrorState>
  );
}
