import { classes } from "@/design/classes";
import style from "./connections.module.css";
import { useText } from "./text";
import { standing, type Connection } from "./useConnections";

export function StandingMark({ of }: { of: Connection }) {
  const say = useText();
  const word = standing(of);
  return <span className={classes(style.mark, style[word])}>{say(`standing.${word}`)}</span>;
}
