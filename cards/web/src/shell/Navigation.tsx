import { useEffect, useRef } from "react";
import { NavLink, useLocation } from "react-router";
import { useLanguage } from "@/i18n/language";
import { features } from "./features";
import { useText } from "./text";
import style from "./Shell.module.css";

/** The features by name; on a phone a row that scrolls sideways, to where one is. */
export function Navigation() {
  const row = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    const here = row.current?.querySelector("[aria-current=page]");
    if (!row.current || !here) return;
    const [frame, link] = [row.current.getBoundingClientRect(), here.getBoundingClientRect()];
    // By its own scroll alone: the page stays where it is.
    row.current.scrollLeft += link.left + link.width / 2 - (frame.left + frame.width / 2);
  }, [pathname]);
  const say = useText();
  const { language } = useLanguage();
  return (
    <nav ref={row} className={style.nav} aria-label={say("navigation")}>
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
