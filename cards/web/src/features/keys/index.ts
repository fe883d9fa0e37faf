import { defineFeature } from "@/shell/feature";
import about from "./about.json";
import nav from "./nav.json";

/** What programs sign in with. */
export default defineFeature({
  name: "keys",
  nav: {
    path: "keys",
    order: 70,
    apart: true,
    label: nav,
    about,
    tells: "admin",
    icon: "M12.5 3.5a4 4 0 1 0 0 8 4 4 0 1 0 0-8M9.7 10.3L4 16M6 14l2 2",
  },
  pages: [{ path: "keys", load: () => import("./KeysPage") }],
});
