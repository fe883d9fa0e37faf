import { useMutation } from "@tanstack/react-query";
import { download } from "@/api/download";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import type { Person } from "./addresses";
import style from "./persona.module.css";
import { useText } from "./text";

const FORMATS = ["html", "json", "zip"] as const;

/** Everything that is held about somebody, for them: to read, for programs, or both with the schema. */
export function AccessExport({ person }: { person: Person }) {
  const say = useText();
  const { contactId, connection } = person;
  const saving = useMutation({
    mutationFn: (format: (typeof FORMATS)[number]) =>
      download(`/api/ai/persona/${encodeURIComponent(contactId)}/access`, {
        ...(connection ? { connection } : {}),
        format,
      }),
  });
  return (
    <section className={style.part} aria-label={say("access.title")}>
      <h3>{say("access.title")}</h3>
      <p className={style.soft}>{say("access.words")}</p>
      <div className={style.choices}>
        {FORMATS.map((format) => (
          <AIButton
            key={format}
            size="small"
            busy={saving.isPending && saving.variables === format}
            onClick={() => saving.mutate(format)}
          >
            {say(`access.${format}`)}
          </AIButton>
        ))}
      </div>
      <p role="status" className={style.soft}>
        {saving.isSuccess && say("access.noted")}
      </p>
      {saving.error && <AIErrorState error={saving.error} compact />}
    </section>
  );
}
