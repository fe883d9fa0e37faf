import { defineFeature } from "@/shell/feature";
import about from "./about.json";
import nav from "./nav.json";

/** People: how each behaves with us, what people decided about that, and who decides together on a deal. */
export default defineFeature({
  name: "persona",
  nav: {
    path: "people",
    order: 20,
    label: nav,
    about,
    icon: "M7 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM1.5 17c0-3 2.5-5 5.5-5s5.5 2 5.5 5M13 3.5a3 3 0 0 1 0 5.5M15 12.5c2 .7 3.5 2.4 3.5 4.5",
  },
  pages: [
    { path: "people", load: () => import("./PeoplePage") },
    { path: "people/compare", load: () => import("./ComparePage") },
    { path: "people/erasures", load: () => import("./ErasuresPage") },
    { path: "people/erasures/:erasureId", load: () => import("./ErasurePage") },
    { path: "people/:contactId", load: () => import("./PersonPage") },
    { path: "deals/:dealId/committee", load: () => import("./CommitteePage") },
  ],
});
