import "@/design/tokens.css";
import "@/design/base.css";
import "./embed.css";
import { known } from "@/api/known";
import { queryClient } from "@/api/queries";
import { cardQuery } from "@/cards/useInsightCard";
import { mount } from "@/design/mount";
import { catalog } from "@/i18n/catalogs";
import { preferredLanguage } from "@/i18n/language";
import { EmbeddedCard } from "./EmbeddedCard";
import { faceOf } from "./embedded";
import { addressOf } from "./Plain";
import { open, takeToken } from "./session";

/** Milliseconds after which whoever waits is told so; until then the page's own still picture holds the room. */
const TOLD_AFTER = 1_000;

const language = preferredLanguage();
const queries = queryClient();
const token = takeToken();
const session = token === null ? null : known(open(token));
const texts = catalog("components", language);
const card = session?.then((opened) =>
  // A face of its own fetches what it shows.
  faceOf(opened) ? undefined : queries.prefetchQuery(cardQuery(addressOf(opened), language)),
);

// Drawn once there is something to say: a placeholder that React has drawn it keeps for a while, whatever has come since.
void Promise.race([
  Promise.allSettled([texts, card]),
  new Promise((resolve) => setTimeout(resolve, TOLD_AFTER)),
]).then(() => mount(<EmbeddedCard session={session} queries={queries} />));
