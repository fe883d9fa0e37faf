import { MemoryRouter } from "react-router";
import { defineStates } from "@/gallery/states";
import { TextField } from "./AccessForm";
import { PageHead } from "./PageHead";
import { Preferences } from "./Preferences";

const nothing = () => undefined;

export default defineStates({
  of: "Shell",
  catalogs: ["shell"],
  states: {
    "head of a page": () => (
      <MemoryRouter>
        <PageHead
          title="Deals"
          lead="How likely each is to be won, and what would help most now."
          tour={{ name: "gallery", steps: [], ready: true }}
        />
      </MemoryRouter>
    ),
    preferences: () => <Preferences who="Ada Byron" onSignOut={nothing} />,
    field: () => <TextField name="login" label="Sign-in name" note="As your admin wrote it." />,
  },
});
