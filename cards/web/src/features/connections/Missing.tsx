import style from "./connections.module.css";
import { InstallLink } from "./InstallLink";
import { useText } from "./text";
import type { Connection } from "./useConnections";

/** What the CRM was asked to allow and did not, and what does not work without it. */
export function Missing({ of: one, mayMend }: { of: Connection; mayMend: boolean }) {
  const say = useText();
  if (one.missing.length === 0) return null;
  return (
    <section className={style.panel} aria-labelledby="missing">
      <h2 id="missing">{say("missing.title")}</h2>
      <p>{say("missing.lead", { crm: one.label })}</p>
      <dl className={style.permissions} lang="en">
        {one.missing.map(({ name, reason }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{reason}</dd>
          </div>
        ))}
      </dl>
      {mayMend && <InstallLink connector={one.connector} connection={one.key} label={one.label} />}
    </section>
  );
}
