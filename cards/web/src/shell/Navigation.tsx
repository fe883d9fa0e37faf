import { NavLink } from "react-router";
import { useLanguage } from "@/i18n/language";
import { features } from "./features";
import { useText } from "./text";
import style from "./Shell.module.css";

/** The features by name; on a phone a row that scrolls sideways. */
export function Navigation() {
  const say = useText();
  const { language } = useLanguage();
  return (
    <nav className={style.nav} aria-label={say("navigation")}>
      <ul>
        {features.map(
          ({ name, nav }) =>
            nav && (
              <li key={name} data-apart={nav.apart || undefined} data-tour={`nav-${name}`}>
                <NavLink to={nav.path}>
                  <svg viewBox="0 0 20 20" aria-hidden="true">
                    <path d={nav.icon} />
                  </svg>
                  {nav.label[language]}
                </NavLink>
              </li>
            ),
        )}
      </ul>
    </nav>
  );
}
