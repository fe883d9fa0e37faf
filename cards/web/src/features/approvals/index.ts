import { defineFeature } from "@/shell/feature";
import about from "./about.json";
import nav from "./nav.json";

/** What waits for somebody to let it be said to buyers. */
export default defineFeature({
  name: "approvals",
  nav: {
    path: "approvals",
    order: 65,
    apart: true,
    label: nav,
    about,
    tells: "manager",
    icon: "M4 4h12v12H4zM7 10l2 2 4-4",
  },
  pages: [{ path: "approvals", load: () => import("./ApprovalsPage") }],
});
