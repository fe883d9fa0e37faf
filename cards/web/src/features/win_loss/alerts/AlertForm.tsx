import { useMutation } from "@tanstack/react-query";
import { useId, useState, type ReactNode } from "react";
import { api, dataOf, type Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { FilterRows } from "../FilterRows";
import { useFields } from "../useFields";
import style from "../win_loss.module.css";
import { blank, draftOf, ruleOf, type Draft } from "./draft";
import { Fits } from "./Fits";
import { PatternOptions } from "./PatternOptions";
import { Places } from "./Places";
import { QuietHours } from "./QuietHours";
import { useText } from "./text";

interface Props {
  legend: ReactNode;
  patterns: readonly Model<"PatternOut">[];
  /** The rule that is changed; without one a rule is made. */
  stored?: Model<"AlertRuleOut">;
  maySave: boolean;
  onSaved: () => void;
}

/** Writes a rule: tried first, which tells nobody, and kept when what it finds is what was meant. */
export function AlertForm({ legend, patterns, stored, maySave, onSaved }: Props) {
  const say = useText();
  const names = useId();
  const fields = useFields();
  const [draft, setDraft] = useState(() => (stored ? draftOf(stored) : blank(patterns[0]?.key ?? "")));
  const pattern = patterns.find((one) => one.key === draft.pattern);
  const body = ruleOf(draft, pattern?.label ?? draft.pattern);
  const preview = useMutation({
    mutationFn: () => dataOf(api.POST("/api/ai/win-loss-analysis/alerts/preview", { body })),
  });
  const save = useMutation({
    mutationFn: () =>
      stored
        ? dataOf(
            api.PUT("/api/ai/win-loss-analysis/alerts/{ruleId}", {
              params: { path: { ruleId: stored.id } },
              body,
            }),
          )
        : dataOf(api.POST("/api/ai/win-loss-analysis/alerts", { body })),
    onSuccess: () => {
      if (!stored) setDraft(blank(draft.pattern));
      preview.reset();
      onSaved();
    },
  });
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    // What was found was found by the rule as it stood.
    preview.reset();
    save.reset();
  };
  const error = save.error ?? preview.error;
  const nowhere = draft.deliver.length === 0;
  return (
    <form
      className={stored ? undefined : style.form}
      onSubmit={(event) => {
        event.preventDefault();
        preview.mutate();
      }}
    >
      <fieldset className={style.fieldset}>
        <legend className={stored && "spoken"}>{legend}</legend>
        <datalist id={names}>
          {fields.map((field) => (
            <option key={field} value={field} />
          ))}
        </datalist>
        <div className={style.bar}>
          <label className={style.field}>
            <span>{say("pattern")}</span>
            <select
              value={draft.pattern}
              onChange={(event) => change({ pattern: event.target.value, options: {} })}
            >
              {patterns.map((one) => (
                <option key={one.key} value={one.key}>
                  {one.label}
                </option>
              ))}
            </select>
          </label>
          <label className={style.field}>
            <span>{say("name")}</span>
            <input
              value={draft.name}
              maxLength={120}
              placeholder={pattern?.label}
              onChange={(event) => change({ name: event.target.value })}
            />
          </label>
        </div>
        {pattern && (
          <PatternOptions
            schema={pattern.options}
            options={draft.options}
            onChange={(options) => change({ options })}
          />
        )}
        {draft.kept ? (
          <p className={style.soft}>{say("kept")}</p>
        ) : (
          <FilterRows rows={draft.rows} names={names} onChange={(rows) => change({ rows })} />
        )}
        <label className={style.field}>
          <span>{say("cap")}</span>
          <input
            type="number"
            required
            min={1}
            max={1000}
            value={Number.isNaN(draft.cap) ? "" : draft.cap}
            className={style.small}
            onChange={(event) => change({ cap: event.target.valueAsNumber })}
          />
        </label>
        <QuietHours quiet={draft.quiet} onChange={(quiet) => change({ quiet })} />
        <Places chosen={draft.deliver} onChange={(deliver) => change({ deliver })} ask={maySave} />
        {stored && (
          <label className={style.inline}>
            <input
              type="checkbox"
              checked={draft.active}
              onChange={(event) => change({ active: event.target.checked })}
            />
            <span>{say("active")}</span>
          </label>
        )}
        <div className={style.bar}>
          <AIButton type="submit" busy={preview.isPending} disabled={nowhere}>
            {say("try")}
          </AIButton>
          {maySave ? (
            <AIButton
              kind="primary"
              busy={save.isPending}
              disabled={nowhere}
              onClick={(event) => {
                if (event.currentTarget.form?.reportValidity()) save.mutate();
              }}
            >
              {say(stored ? "save" : "make")}
            </AIButton>
          ) : (
            <p className={style.soft}>{say("managers")}</p>
          )}
        </div>
        <div role="status">
          {save.isSuccess && <p>{say("made")}</p>}
          {preview.data && <Fits found={preview.data} />}
        </div>
        {error && <AIErrorState error={error} compact />}
      </fieldset>
    </form>
  );
}
