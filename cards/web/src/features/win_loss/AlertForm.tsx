import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Link } from "react-router";
import { api, dataOf, type Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { conditionOf, type Row } from "./filter";
import { FilterRows } from "./FilterRows";
import { dealAt } from "./links";
import { PatternOptions } from "./PatternOptions";
import { useText } from "./text";
import { useFields } from "./useFields";
import style from "./win_loss.module.css";

interface Props {
  patterns: readonly Model<"PatternOut">[];
  mayAdd: boolean;
  onAdded: () => void;
}

const TASK = "task";

/** Sets a rule up: tried first, which tells nobody, and made when what it finds is what was meant. */
export function AlertForm({ patterns, mayAdd, onAdded }: Props) {
  const say = useText();
  const names = useId();
  const fields = useFields();
  const channels = useQuery({
    queryKey: ["channels"],
    queryFn: () => dataOf(api.GET("/api/channels")),
    enabled: mayAdd,
  });
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState(patterns[0]?.key ?? "");
  const [options, setOptions] = useState<Record<string, unknown>>({});
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [deliver, setDeliver] = useState<readonly string[]>([TASK]);
  const [cap, setCap] = useState(20);
  const pattern = patterns.find((one) => one.key === chosen);
  const body: Model<"AlertRuleIn"> = {
    name: name.trim() || (pattern?.label ?? chosen),
    pattern: chosen,
    options,
    where: conditionOf(rows),
    weekly_cap: cap,
    deliver: [...deliver],
  };
  const preview = useMutation({
    mutationFn: () => dataOf(api.POST("/api/ai/win-loss-analysis/alerts/preview", { body })),
  });
  const add = useMutation({
    mutationFn: () => dataOf(api.POST("/api/ai/win-loss-analysis/alerts", { body })),
    onSuccess: () => {
      setName("");
      preview.reset();
      onAdded();
    },
  });
  const forget = () => {
    preview.reset();
    add.reset();
  };
  const places = [
    { id: TASK, name: say("alerts.task") },
    ...(channels.data?.items ?? []).filter((one) => one.on),
  ];
  const error = add.error ?? preview.error;
  return (
    <form
      className={style.form}
      // What was found was found by the rule as it stood.
      onChange={forget}
      onSubmit={(event) => {
        event.preventDefault();
        preview.mutate();
      }}
    >
      <fieldset className={style.fieldset}>
        <legend>{say("alerts.new")}</legend>
        <datalist id={names}>
          {fields.map((field) => (
            <option key={field} value={field} />
          ))}
        </datalist>
        <div className={style.bar}>
          <label className={style.field}>
            <span>{say("alerts.pattern")}</span>
            <select
              value={chosen}
              onChange={(event) => {
                setChosen(event.target.value);
                setOptions({});
              }}
            >
              {patterns.map((one) => (
                <option key={one.key} value={one.key}>
                  {one.label}
                </option>
              ))}
            </select>
          </label>
          <label className={style.field}>
            <span>{say("alerts.name")}</span>
            <input
              value={name}
              maxLength={120}
              placeholder={pattern?.label}
              onChange={(event) => setName(event.target.value)}
            />
          </label>
        </div>
        {pattern && <PatternOptions schema={pattern.options} options={options} onChange={setOptions} />}
        <FilterRows
          rows={rows}
          names={names}
          onChange={(changed) => {
            setRows(changed);
            forget();
          }}
        />
        <label className={style.field}>
          <span>{say("alerts.cap")}</span>
          <input
            type="number"
            required
            min={1}
            max={1000}
            value={Number.isNaN(cap) ? "" : cap}
            className={style.small}
            onChange={(event) => setCap(event.target.valueAsNumber)}
          />
        </label>
        <fieldset className={style.bar}>
          <legend>{say("alerts.deliver")}</legend>
          {places.map((place) => (
            <label key={place.id} className={style.inline}>
              <input
                type="checkbox"
                checked={deliver.includes(place.id)}
                onChange={(event) =>
                  setDeliver(
                    event.target.checked ? [...deliver, place.id] : deliver.filter((one) => one !== place.id),
                  )
                }
              />
              <span dir="auto">{place.name}</span>
            </label>
          ))}
        </fieldset>
        <div className={style.bar}>
          <AIButton type="submit" busy={preview.isPending} disabled={deliver.length === 0}>
            {say("alerts.try")}
          </AIButton>
          {mayAdd ? (
            <AIButton
              kind="primary"
              busy={add.isPending}
              disabled={deliver.length === 0}
              onClick={(event) => {
                if (event.currentTarget.form?.reportValidity()) add.mutate();
              }}
            >
              {say("alerts.make")}
            </AIButton>
          ) : (
            <p className={style.soft}>{say("alerts.managers")}</p>
          )}
        </div>
        <div role="status">
          {add.isSuccess && <p>{say("alerts.made")}</p>}
          {preview.data && <Found found={preview.data} />}
        </div>
        {error && <AIErrorState error={error} compact />}
      </fieldset>
    </form>
  );
}

/** Deals that the rule fits now. */
function Found({ found: { found, error } }: { found: Model<"EvaluatedOut"> }) {
  const say = useText();
  return (
    <>
      <p>{error ? say("alerts.failed", { why: error }) : say("alerts.fits", { n: found.length })}</p>
      <ul className={style.deals}>
        {found.map((one) => (
          <li key={`${one.connection} ${one.deal}`}>
            <Link to={dealAt(one.deal, one.connection)}>{one.deal}</Link> <span dir="auto">{one.why}</span>{" "}
            {one.held && <span className={style.soft}>{say("alerts.held", { why: one.held })}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
