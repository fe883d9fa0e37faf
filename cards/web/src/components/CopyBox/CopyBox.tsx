import { useRef, useState } from "react";
import { AIButton } from "../AIButton/AIButton";
import { toClipboard } from "../clipboard";
import { useText } from "../text";
import style from "./CopyBox.module.css";

/** Text to be taken elsewhere as it is: an address, a key. Without a clipboard it gets marked. */
export function CopyBox({ what, text }: { what: string; text: string }) {
  const say = useText();
  const shown = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);
  return (
    <div className={style.box}>
      <code ref={shown}>{text}</code>
      <AIButton
        size="small"
        aria-label={say("copyBox.label", { what })}
        onClick={() => void toClipboard(text, shown.current).then(setCopied)}
      >
        {say("copyBox.copy")}
      </AIButton>
      <span role="status" className={style.said}>
        {copied && say("copyBox.copied")}
      </span>
    </div>
  );
}
