import { defineStates } from "@/gallery/states";
import { HelpTip } from "./HelpTip";
import { Tour } from "./Tour";

export default defineStates({
  of: "HelpTip",
  states: {
    closed: () => (
      <div>
        Chance to win
        <HelpTip about="Chance to win">
          <p>Of a hundred deals like this one, so many were won. The range says how sure that is.</p>
        </HelpTip>
      </div>
    ),
    "with a tour": () => (
      <div data-tour="odds">
        The odds of this deal
        <Tour
          name="gallery"
          steps={[
            {
              at: "odds",
              title: "The odds",
              text: "With their range: how sure the figure is, from closed deals.",
            },
            { at: "nowhere", title: "Left out", text: "This part is not on the page." },
          ]}
        />
      </div>
    ),
  },
});
