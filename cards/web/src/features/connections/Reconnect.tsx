import style from "./connections.module.css";
import { InstallLink } from "./InstallLink";
import { useText } from "./text";
import type { Connection } from "./useConnections";

const WHY = {
  off: "reconnect.off",
  reauthorise: "reconnect.reauthorise",
  uninstalled: "reconnect.uninstalled",
} as const;

/** The way back for a connection that was ended or may not read any more; its records are still there. */
export function Reconnect({ of: one }: { of: Connection }) {
  const say = useText();
  return (
    <section className={style.panel} aria-labelledby="reconnect">
      <h2 id="reconnect">{say("reconnect.title")}</h2>
      <p>{say(WHY[one.status === "active" ? "reauthorise" : one.status], { account: one.account })}</p>
      <InstallLink connector={one.connector} connection={one.key} label={one.label} />
    </section>
  );
}
