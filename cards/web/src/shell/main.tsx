import "@/design/tokens.css";
import "@/design/base.css";
import { mount } from "@/design/mount";
import { chosenTheme, showTheme } from "@/design/theme";
import { Workspace } from "./Workspace";

showTheme(chosenTheme());
mount(<Workspace />);
