import { defineBlock } from "../block";
import style from "./blocks.module.css";

export default defineBlock({
  kind: "headline",
  slot: "top",
  Block: ({ block }) => (
    <p className={style.headline} dir="auto">
      {block.text}
    </p>
  ),
});
