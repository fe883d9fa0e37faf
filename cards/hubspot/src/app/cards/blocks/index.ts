import type { ComponentType } from "react";
import type { AnyBlock, BlockOf, Kind } from "../card/view";
import { Changes } from "./changes";
import { Chart } from "./chart";
import { Coverage } from "./coverage";
import { Evidence } from "./evidence";
import { Headline } from "./headline";
import { Heatmap } from "./heatmap";
import { List } from "./list";
import { Metric } from "./metric";
import { Network } from "./network";
import { Plot } from "./plot";
import { Quote, Quotes } from "./quotes";
import { Replies } from "./replies";
import { Scorecard } from "./scorecard";
import { Shares } from "./shares";
import { TableOf } from "./table";
import { Written } from "./written";

type Views = { [K in Kind]?: ComponentType<{ block: BlockOf<K> }> };

/** HubSpot's bundler knows no lookup by folder, so the kinds stand here once. `actions` and `form` are shown by steps. */
const VIEWS: Views = {
  changes: Changes,
  chart: Chart,
  coverage: Coverage,
  evidence: Evidence,
  headline: Headline,
  heatmap: Heatmap,
  list: List,
  metric: Metric,
  network: Network,
  plot: Plot,
  quote: Quote,
  quotes: Quotes,
  replies: Replies,
  scorecard: Scorecard,
  shares: Shares,
  table: TableOf,
  written: Written,
};

/** How a block is shown; nothing for a kind that is not known here, which a card may hold. */
export const viewFor = (block: AnyBlock) =>
  VIEWS[block.kind] as ComponentType<{ block: AnyBlock }> | undefined;

export const KNOWN: ReadonlySet<string> = new Set([...Object.keys(VIEWS), "actions", "form"]);
