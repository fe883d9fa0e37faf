import { api, dataOf } from "@/api/client";
import { paramsOf, type Person } from "./addresses";
import { Files } from "./Files";
import style from "./persona.module.css";
import { ShareButton } from "./ShareButton";

/** The persona to take along: as files, or by a link that expires. */
export function PersonaFiles({ person }: { person: Person }) {
  const { contactId, connection } = person;
  return (
    <div className={style.bar}>
      <Files
        kind="persona"
        formats={["vcf", "pdf", "md", "json"]}
        query={{ contact: contactId, ...(connection ? { connection } : {}) }}
      />
      <ShareButton
        share={(body) =>
          dataOf(api.POST("/api/ai/persona/{contactId}/share", { params: paramsOf(person), body }))
        }
      />
    </div>
  );
}
