import { useMemo, type ReactNode } from "react";
import { HelpTip } from "@/help/HelpTip";
import { useLanguage } from "@/i18n/language";
import { AIErrorBoundary } from "../AIErrorBoundary/AIErrorBoundary";
import { AIErrorState } from "../AIErrorBoundary/AIErrorState";
import { AIFeedbackWidget, type Feedback } from "../AIFeedbackWidget/AIFeedbackWidget";
import { AILoadingState, type Progress } from "../AILoadingState/AILoadingState";
import { useText } from "../text";
import style from "./AIInsightCard.module.css";
import type { BlockView } from "./block";
import { CardProvider, viewOf, type Card, type CardActions } from "./card";
import { Origin } from "./Origin";
import { WordsLanguage } from "../Words/Words";

const found = import.meta.glob<{ default: BlockView }>("./blocks/*.tsx", { eager: true });
const views = new Map(Object.values(found).map(({ default: view }) => [view.kind as string, view]));

interface Props extends CardActions {
  /** The card document; undefined while it is on its way. */
  card: Card | undefined;
  /** How far the job behind it is: beside the old card where there is one, else in its place. */
  progress?: Progress | undefined;
  /** The card is older than what is known now, and a fresh one is not there yet. */
  stale?: boolean | undefined;
  /** Why it could not be fetched; the old card stays in sight below it. */
  error?: unknown;
  onRetry?: (() => void) | undefined;
  onFeedback?: ((feedback: Feedback) => Promise<void>) | undefined;
  /** What stands here when there is no advice yet, e.g. a button that asks for it. */
  empty?: ReactNode;
  /** There is no card, and none is on its way. */
  missing?: boolean | undefined;
  /** Buttons beside the title. */
  toolbar?: ReactNode;
  /** Level of the title in the page's outline. */
  level?: 1 | 2 | 3;
}

/** One insight: the card document of any kind, its evidence in one click and an answer in one more. */
export function AIInsightCard({ card, progress, stale, error, onRetry, missing, empty, ...rest }: Props) {
  const say = useText();
  const failed = error != null;
  if (!card) {
    return (
      <article className={style.card} data-state={failed ? "error" : missing ? "empty" : "loading"}>
        {failed ? (
          <div className={style.body}>
            <AIErrorState error={error} onRetry={onRetry} />
          </div>
        ) : missing ? (
          <div className={style.empty}>
            <p>{say("card.empty")}</p>
            {empty}
          </div>
        ) : (
          <AILoadingState progress={progress} rows={5} label={say("card.loading")} />
        )}
      </article>
    );
  }
  return (
    <Shown card={card} state={failed ? "error" : stale ? "stale" : "ready"} {...rest}>
      {failed && <AIErrorState error={error} onRetry={onRetry} compact />}
      {!failed && progress && <AILoadingState shape="line" rows={0} progress={progress} />}
      {!failed && !progress && stale && (
        <p className={style.stale} role="status">
          {say("card.stale")}
        </p>
      )}
    </Shown>
  );
}

interface ShownProps extends CardActions, Pick<Props, "onFeedback" | "toolbar" | "level"> {
  card: Card;
  state: string;
  children: ReactNode;
}

function Shown({ card, state, children, act, reply, onFeedback, toolbar, level = 2 }: ShownProps) {
  const say = useText();
  const { formats } = useLanguage();
  const view = useMemo(() => viewOf(card, { act, reply }, level), [card, act, reply, level]);
  const Title = `h${level}` as const;
  const slots = slotsOf(card);
  return (
    <CardProvider value={view}>
      <WordsLanguage value={card.language}>
        <article className={style.card} data-state={state} aria-label={card.title}>
          <header className={style.head}>
            <Title className={style.title}>{card.title}</Title>
            <div className={style.help}>
              <HelpTip about={card.title}>
                <p>{say("about.card.number")}</p>
                <p>{say("about.card.evidence")}</p>
                <p>{say("about.card.confidence")}</p>
              </HelpTip>
            </div>
            <p className={style.meta} title={formats.moment(card.as_of)}>
              {say("card.asOf", { when: formats.relative(card.as_of) })}
            </p>
            {toolbar && <div className={style.toolbar}>{toolbar}</div>}
          </header>
          {/* Always there, so that screen readers notice what comes into it. */}
          <div className={style.notice}>{children}</div>
          <div className={style.top} data-tour="card-top">
            {slots.top}
          </div>
          <div
            className={style.columns}
            data-side={slots.side.length > 0 || undefined}
            data-brief={!slots.full || undefined}
          >
            <div className={style.main} data-tour="card-main">
              {slots.main}
            </div>
            {slots.side.length > 0 && (
              <div className={style.side} data-tour="card-side">
                {slots.side}
              </div>
            )}
          </div>
          <footer className={style.foot}>
            {onFeedback && <AIFeedbackWidget onSend={onFeedback} />}
            <Origin card={card} />
          </footer>
        </article>
      </WordsLanguage>
    </CardProvider>
  );
}

interface Slots extends Record<BlockView["slot"], ReactNode[]> {
  /** Whether there is more in the middle than that there is nothing. */
  full: boolean;
}

const saysNone = (block: Card["blocks"][number]): boolean =>
  ("items" in block && block.items.length === 0) || ("rows" in block && block.rows.length === 0);

/** Blocks by where they stand; kinds this release does not know are passed over. */
function slotsOf(card: Card): Slots {
  const slots: Slots = { top: [], main: [], side: [], full: false };
  // By its place among its own kind: a block that comes before it in a newer version must not take away what somebody
  // has opened or begun to write in this one.
  const seen = new Map<string, number>();
  card.blocks.forEach((block) => {
    const place = (seen.get(block.kind) ?? 0) + 1;
    seen.set(block.kind, place);
    const view = views.get(block.kind);
    // A registry by name: each view gets the block whose kind it was found by.
    if (!view || view.says?.(block, card) === false) return;
    if (view.slot === "main" && !saysNone(block)) slots.full = true;
    slots[view.slot].push(
      <AIErrorBoundary key={`${block.kind}-${place}`} resetKey={card.version}>
        <view.Block block={block} />
      </AIErrorBoundary>,
    );
  });
  return slots;
}
