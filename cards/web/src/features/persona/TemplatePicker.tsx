import { useQuery } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import style from "./persona.module.css";
import { useText } from "./text";

interface Props {
  /** Key of the template in use; undefined: everything, in our own order. */
  value: string | undefined;
  onPick: (template: string | undefined) => void;
}

/** Which template arranges the card and the files: ours and the workspace's own. */
export function TemplatePicker({ value, onPick }: Props) {
  const say = useText();
  const { data } = useQuery({
    queryKey: ["persona templates"],
    queryFn: () => dataOf(api.GET("/api/ai/personas/templates")),
  });
  const templates = (data?.items ?? []).map((one) => one.template);
  const known = value === undefined || templates.some((one) => one.key === value);
  return (
    <label className={style.picker}>
      <span>{say("template.by")}</span>
      <select value={value ?? ""} onChange={(event) => onPick(event.target.value || undefined)}>
        <option value="">{say("template.all")}</option>
        {/* An address may name one before the list is there, or one that is gone. */}
        {!known && <option value={value}>{value}</option>}
        {templates.map((one) => (
          <option key={one.key} value={one.key}>
            {one.label}
          </option>
        ))}
      </select>
    </label>
  );
}
