import { defineEmbedded } from "@/embed/embedded";

/** In a CRM's frame a persona can be looked at for the first time, and corrected. */
export default defineEmbedded({ kind: "persona", load: () => import("./frame/EmbeddedPersona") });
