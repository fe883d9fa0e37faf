import "@/design/tokens.css";
import "@/design/base.css";
import { createRoot } from "react-dom/client";
import { chosenTheme, showTheme } from "@/design/theme";
import { Workspace } from "./Workspace";

showTheme(chosenTheme());
const place = document.getElementById("root");
if (place) createRoot(place).render(<Workspace />);
