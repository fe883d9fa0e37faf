import { classes } from "@/design/classes";
import style from "./connections.module.css";
import { useText } from "./text";

const STEPS = ["asked", "allow", "choices", "sync"] as const;

/** Where on the way to a first connection somebody is. */
export function Steps({ at }: { at: (typeof STEPS)[number] }) {
  const say = useText();
  return (
    <ol className={style.steps} aria-label={say("steps")}>
      {STEPS.map((step) => (
        <li
          key={step}
          className={classes(step === at && style.here)}
          aria-current={step === at ? "step" : undefined}
        >
          {say(`steps.${step}`)}
        </li>
      ))}
    </ol>
  );
}
