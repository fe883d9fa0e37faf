import "@/design/tokens.css";
import "@/design/base.css";
import "./gallery.css";
import { createRoot } from "react-dom/client";
import { Gallery } from "./Gallery";

const place = document.getElementById("root");
if (place) createRoot(place).render(<Gallery />);
