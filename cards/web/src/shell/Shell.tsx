import { Suspense, useEffect, useRef } from "react";
import { Outlet, ScrollRestoration, useLocation } from "react-router";
import { AIErrorBoundary } from "@/components/AIErrorBoundary/AIErrorBoundary";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import mark from "@/design/mark.svg";
import { useSession } from "@/session/session";
import { LiveMark } from "./LiveMark";
import { Navigation } from "./Navigation";
import { Preferences } from "./Preferences";
import { SetUp } from "./SetUp";
import { SignIn } from "./SignIn";
import { useText } from "./text";
import { Welcome } from "./Welcome";
import style from "./Shell.module.css";

/** What stands around every page. */
export function Shell() {
  return (
    <Suspense fallback={null}>
      <Frame />
    </Suspense>
  );
}

function Frame() {
  const say = useText();
  const { state, user, signOut } = useSession();
  const signedIn = state === "yes" || state === "key";
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  useFocusOnPage(main, pathname);
  return (
    <div className={style.shell} data-bare={!signedIn || undefined}>
      <a className={style.skip} href="#main">
        {say("skip")}
      </a>
      <header className={style.bar}>
        <p className={style.brand}>
          <img src={mark} alt="" width={24} height={24} />
          {say("brand")}
        </p>
        {signedIn && <LiveMark />}
        <Preferences who={user?.name} onSignOut={signedIn ? () => void signOut() : undefined} />
      </header>
      {signedIn && <Navigation />}
      <main id="main" ref={main} tabIndex={-1} className={style.main}>
        {signedIn ? (
          <AIErrorBoundary resetKey={pathname}>
            <Suspense fallback={<AILoadingState rows={6} />}>
              <Outlet />
            </Suspense>
          </AIErrorBoundary>
        ) : state === "asking" ? (
          <AILoadingState rows={4} />
        ) : state === "setup" || pathname === "/setup" ? (
          <SetUp />
        ) : (
          <SignIn />
        )}
      </main>
      {signedIn && <Welcome />}
      <ScrollRestoration />
    </div>
  );
}

/** Who goes to another page with the keyboard or a screen reader is taken there, as a real page load would. */
function useFocusOnPage(main: React.RefObject<HTMLElement | null>, pathname: string): void {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [main, pathname]);
}
