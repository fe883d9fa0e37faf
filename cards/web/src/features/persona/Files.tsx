import { useMutation } from "@tanstack/react-query";
import { download } from "@/api/download";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import style from "./persona.module.css";
import { useText } from "./text";

type Format = "vcf" | "pdf" | "md" | "json";

interface Props {
  /** Kind of report. */
  kind: "persona" | "comparison" | "committee";
  formats: readonly Format[];
  query: Record<string, string>;
}

/** Buttons that save a report in each of its formats. */
export function Files({ kind, formats, query }: Props) {
  const say = useText();
  const saving = useMutation({
    mutationFn: (format: Format) => download(`/api/ai/reports/${kind}`, { ...query, format }),
  });
  return (
    <div className={style.choices} role="group" aria-label={say("files.title")}>
      {formats.map((format) => (
        <AIButton
          key={format}
          size="small"
          kind="quiet"
          busy={saving.isPending && saving.variables === format}
          onClick={() => saving.mutate(format)}
        >
          {say(`files.${format}`)}
        </AIButton>
      ))}
      {saving.error && <AIErrorState error={saving.error} compact />}
    </div>
  );
}
