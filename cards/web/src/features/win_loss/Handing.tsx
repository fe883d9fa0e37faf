import { useState } from "react";
import { download } from "@/api/download";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { ShareDialog } from "./ShareDialog";
import { useText } from "./text";
import style from "./win_loss.module.css";

const FORMATS = { pdf: "PDF", html: "HTML", csv: "CSV", json: "JSON", md: "Markdown" } as const;

/** Hands an answer on: as a file, or by a link that expires. */
export function Handing({ options }: { options: Record<string, string> }) {
  const say = useText();
  const [format, setFormat] = useState<keyof typeof FORMATS>("pdf");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [sharing, setSharing] = useState(false);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await download("/api/ai/reports/win-loss", { ...options, format });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <label className={style.inline}>
        <span>{say("export.as")}</span>
        <select value={format} onChange={(event) => setFormat(event.target.value as keyof typeof FORMATS)}>
          {Object.entries(FORMATS).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <AIButton size="small" busy={busy} onClick={() => void save()}>
        {say("export.save")}
      </AIButton>
      <AIButton size="small" aria-haspopup="dialog" onClick={() => setSharing(true)}>
        {say("share.open")}
      </AIButton>
      {error !== null && <AIErrorState error={error} compact />}
      {sharing && <ShareDialog options={options} onClose={() => setSharing(false)} />}
    </>
  );
}
