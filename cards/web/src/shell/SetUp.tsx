import { useState } from "react";
import { useNavigate } from "react-router";
import { PageHead } from "./PageHead";
import { useSession } from "@/session/session";
import { AccessForm, TextField, type Given } from "./AccessForm";
import { useText } from "./text";
import style from "./Shell.module.css";

/** Makes the first admin, with the token that stands in the link the program prints at its start. */
export function SetUp() {
  const { setUp } = useSession();
  const navigate = useNavigate();
  const [token] = useState(takeToken);
  if (!token) return <NoLink />;
  return (
    <SetUpForm
      onSubmit={async ({ login = "", name = "", passphrase = "" }) => {
        await setUp({ token, login, name, passphrase });
        await navigate("/", { replace: true });
      }}
    />
  );
}

/** What there is to do for whoever came without the link. */
export function NoLink() {
  const say = useText();
  return (
    <div className={style.access}>
      <PageHead title={say("setUp.title")} lead={say("setUp.noLink")} />
    </div>
  );
}

/** What the first admin is asked for. */
export function SetUpForm({ onSubmit }: { onSubmit: (given: Given) => Promise<void> }) {
  const say = useText();
  return (
    <AccessForm
      title={say("setUp.title")}
      lead={say("setUp.lead")}
      submit={say("setUp.submit")}
      onSubmit={onSubmit}
    >
      <TextField name="name" label={say("setUp.name")} autoComplete="name" />
      <TextField name="login" label={say("access.login")} autoComplete="username" />
      <TextField
        name="passphrase"
        label={say("access.passphrase")}
        note={say("setUp.passphraseNote")}
        type="password"
        minLength={12}
        autoComplete="new-password"
      />
    </AccessForm>
  );
}

let taken: string | null = null;

/** Takes the token out of the address at once: it must not stay in the history. */
function takeToken(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get("token");
  if (token) {
    taken = token;
    window.history.replaceState(window.history.state, "", window.location.pathname);
  }
  return taken;
}
