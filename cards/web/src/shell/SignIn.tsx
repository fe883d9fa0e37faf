import { useState } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { useSession } from "@/session/session";
import { AccessForm, TextField, type Given } from "./AccessForm";
import { useText } from "./text";

/** Signs a person in; who only has an API key may use that. */
export function SignIn() {
  const { signIn, signInWithKey } = useSession();
  const [byKey, setByKey] = useState(false);
  return (
    <SignInForm
      key={String(byKey)}
      byKey={byKey}
      onOtherWay={() => setByKey(!byKey)}
      onSubmit={async (given) => {
        if (byKey) signInWithKey(given.key ?? "");
        else await signIn(given.login ?? "", given.passphrase ?? "");
      }}
    />
  );
}

interface Props {
  byKey: boolean;
  onOtherWay: () => void;
  onSubmit: (given: Given) => Promise<void>;
}

/** What signing in asks for, in one of its two ways. */
export function SignInForm({ byKey, onOtherWay, onSubmit }: Props) {
  const say = useText();
  return (
    <AccessForm
      title={say("signIn.title")}
      lead={say(byKey ? "signIn.keyLead" : "signIn.lead")}
      submit={say("signIn.submit")}
      onSubmit={onSubmit}
      aside={
        <AIButton kind="quiet" size="small" onClick={onOtherWay}>
          {say(byKey ? "signIn.byName" : "signIn.byKey")}
        </AIButton>
      }
    >
      {byKey ? (
        <TextField name="key" label={say("signIn.key")} type="password" autoComplete="off" />
      ) : (
        <>
          <TextField name="login" label={say("access.login")} autoComplete="username" />
          <TextField
            name="passphrase"
            label={say("access.passphrase")}
            type="password"
            autoComplete="current-password"
          />
        </>
      )}
    </AccessForm>
  );
}
