import { useState, type ChangeEvent } from "react";
import { AIButton } from "@/components/AIButton/AIButton";
import { chooseTheme, chosenTheme, type Theme } from "@/design/theme";
import { useLanguage } from "@/i18n/language";
import { LANGUAGES, type Language } from "@/i18n/languages";
import { useText } from "./text";
import style from "./Shell.module.css";

const THEMES = ["system", "light", "dark"] as const;

/** Language, light or dark, and the way out. The browser's own lists: they work on every phone and screen reader. */
export function Preferences({
  who,
  onSignOut,
}: {
  who?: string | undefined;
  onSignOut?: (() => void) | undefined;
}) {
  const say = useText();
  const { language, choose } = useLanguage();
  const [theme, setTheme] = useState(chosenTheme);
  const onTheme = (event: ChangeEvent<HTMLSelectElement>) => {
    const next = event.target.value as Theme;
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <div className={style.preferences}>
      <select
        aria-label={say("language")}
        value={language}
        onChange={(event) => choose(event.target.value as Language)}
      >
        {Object.entries(LANGUAGES).map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
      <select aria-label={say("theme")} value={theme} onChange={onTheme}>
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {say(`theme.${name}`)}
          </option>
        ))}
      </select>
      {who && <span dir="auto">{who}</span>}
      {onSignOut && (
        <AIButton size="small" kind="quiet" onClick={onSignOut}>
          {say("signOut")}
        </AIButton>
      )}
    </div>
  );
}
