import { Problem } from "@/api/problem";
import { defineStates } from "@/gallery/states";
import { SecretDialog } from "./SecretDialog";

const nothing = () => undefined;
const secret = { text: "crm_x8Zq3Vb1c0Yd7Rk2", name: "key", said: "It is shown this once. Keep it safe." };

const dialog = (made: typeof secret | null, error: unknown = null) => (
  <SecretDialog
    open
    onClose={nothing}
    title="A new key"
    words={{ make: "Make it", kept: "I have kept it", cancel: "Cancel" }}
    onMake={nothing}
    busy={false}
    error={error}
    secret={made}
  >
    <label>
      What uses it <input name="label" />
    </label>
  </SecretDialog>
);

export default defineStates({
  of: "SecretDialog",
  states: {},
  dialogs: {
    asking: () => dialog(null),
    error: () =>
      dialog(
        null,
        new Problem({ message: "the name is taken", status: 409, code: "taken", hint: "choose another" }),
      ),
    "shown once": () => dialog(secret),
  },
});
