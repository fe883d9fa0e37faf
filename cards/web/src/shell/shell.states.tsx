import { MemoryRouter } from "react-router";
import { defineStates } from "@/gallery/states";
import { TextField } from "./AccessForm";
import { PageHead } from "./PageHead";
import { Preferences } from "./Preferences";
import { NoLink, SetUpForm } from "./SetUp";
import { SignInForm } from "./SignIn";

const nothing = () => undefined;
const taken = () => Promise.resolve();

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
    "signing in": () => <SignInForm byKey={false} onOtherWay={nothing} onSubmit={taken} />,
    "signing in with a key": () => <SignInForm byKey onOtherWay={nothing} onSubmit={taken} />,
    "making the first admin": () => <SetUpForm onSubmit={taken} />,
    "first run without the link": () => <NoLink />,
    preferences: () => <Preferences who="Ada Byron" onSignOut={nothing} />,
    field: () => <TextField name="login" label="Sign-in name" note="As your admin wrote it." />,
  },
});
