import "@/design/tokens.css";
import "@/design/base.css";
import "./gallery.css";
import { mount } from "@/design/mount";
import { Gallery } from "./Gallery";

mount(<Gallery />);
