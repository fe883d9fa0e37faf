import { useId, type SyntheticEvent } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { useSession } from "@/session/session";
import { PageHead } from "./PageHead";
import { useText } from "./text";
import style from "./Shell.module.css";

/** Takes a workspace's API key. */
export function SignIn() {
  const say = useText();
  const { signIn } = useSession();
  const id = useId();
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget).get("key");
    if (typeof given === "string" && given.trim()) signIn(given.trim());
  };
  return (
    <div className={style.signIn}>
      <PageHead title={say("signIn.title")} lead={say("signIn.lead")} />
      <form onSubmit={submit}>
        <label htmlFor={id}>{say("signIn.key")}</label>
        <input id={id} name="key" type="password" required autoComplete="off" spellCheck={false} />
        <AIButton kind="primary" type="submit">
          {say("signIn.submit")}
        </AIButton>
      </form>
    </div>
  );
}
