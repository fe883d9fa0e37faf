import "@/design/tokens.css";
import "@/design/base.css";
import "./embed.css";
import { mount } from "@/design/mount";
import { catalog } from "@/i18n/catalogs";
import { preferredLanguage } from "@/i18n/language";
import { EmbeddedCard } from "./EmbeddedCard";
import { open, takeToken } from "./session";

// Three things are on their way at once: the exchange, the texts, and the first drawing.
const token = takeToken();
const session = token === null ? null : open(token);
session?.catch(() => undefined);
void catalog("components", preferredLanguage());

mount(<EmbeddedCard session={session} />);
