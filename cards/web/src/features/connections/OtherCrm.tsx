import { CopyBox } from "@/components/CopyBox/CopyBox";
import style from "./connections.module.css";
import { useText } from "./text";

const COMMAND =
  "crm-ai connect rest --config settings.yaml --secrets secrets.yaml --account NAME --choose-first";

/** A CRM without a page of consent: described in a file, connected where the program runs. */
export function OtherCrm() {
  const say = useText();
  return (
    <section className={style.panel} aria-labelledby="other">
      <h2 id="other">{say("other.title")}</h2>
      <p>{say("other.lead")}</p>
      <CopyBox what={say("other.command")} text={COMMAND} />
      <p className={style.soft}>{say("other.how")}</p>
      <p role="status">{say("other.waiting")}</p>
    </section>
  );
}
