import { useText } from "./text";

/** What stands where no token came with the address. */
export function Over() {
  const say = useText();
  return (
    <main className="over">
      <h1>{say("over")}</h1>
      <p>{say("again")}</p>
    </main>
  );
}
