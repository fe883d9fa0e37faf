import { defineFeature } from "@/shell/feature";
import about from "./about.json";
import nav from "./nav.json";

/** The CRMs: connecting them, how their records are kept in step, and ending it. */
export default defineFeature({
  name: "connections",
  nav: {
    path: "connections",
    order: 60,
    apart: true,
    label: nav,
    about,
    tells: "admin",
    icon: "M8 12l4-4M7 9l-2 2a3 3 0 0 0 4 4l2-2M13 11l2-2a3 3 0 0 0-4-4L9 7",
  },
  pages: [
    { path: "connections", load: () => import("./ConnectionsPage") },
    { path: "connect", load: () => import("./ConnectPage") },
    { path: "connections/:connection", load: () => import("./ConnectionPage") },
  ],
});
