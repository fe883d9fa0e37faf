import { defineBlock } from "../block";
import style from "./blocks.module.css";
import { Words } from "../../Words/Words";

export default defineBlock({
  kind: "headline",
  slot: "top",
  Block: ({ block }) => (
    <Words as="p" className={style.headline}>
      {block.text}
    </Words>
  ),
});
