import { api, dataOf } from "@/api/client";
import { paramsOf, type Person } from "./addresses";
import { Files } from "./Files";
import style from "./persona.module.css";
import { ShareButton } from "./ShareButton";

interface Props {
  person: Person;
  /** Key of the template that arranges the files. */
  template?: string | undefined;
}

/** The persona to take along: as files, or by a link that expires. */
export function PersonaFiles({ person, template }: Props) {
  const { contactId, connection } = person;
  return (
    <div className={style.bar}>
      <Files
        kind="persona"
        formats={["vcf", "pdf", "md", "json"]}
        query={{
          contact: contactId,
          ...(connection ? { connection } : {}),
          ...(template ? { template } : {}),
        }}
      />
      <ShareButton
        share={(body) =>
          dataOf(api.POST("/api/ai/persona/{contactId}/share", { params: paramsOf(person), body }))
        }
      />
    </div>
  );
}
