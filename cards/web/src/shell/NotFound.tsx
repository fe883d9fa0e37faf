import { Link } from "react-router";
import { PageHead } from "./PageHead";
import { useText } from "./text";

export function NotFound() {
  const say = useText();
  return (
    <>
      <PageHead title={say("missing.title")} />
      <p>
        <Link to="/">{say("missing.home")}</Link>
      </p>
    </>
  );
}
