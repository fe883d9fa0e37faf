import { scaleLinear } from "@visx/scale";
import { LinkHorizontal } from "@visx/shape";
import type { Model } from "@/api/client";
import { classes } from "@/design/classes";
import { Disclosure } from "../Disclosure/Disclosure";
import { useText } from "../text";
import style from "./charts.module.css";
import { useWidth } from "./useWidth";

type Node = Model<"NetworkNode">;
type Link = Model<"NetworkLink">;
type Place = { x: number; y: number };

interface Props {
  label: string;
  ours: readonly Node[];
  theirs: readonly Node[];
  links: readonly Link[];
}

const ROW = 34;
const TOP = 17;
/** Characters of a name that fit beside its point, by pixel. */
const LETTER = 7;

/** Who deals with whom: our people on one side, theirs on the other, a stronger line the more they do. */
export default function Network({ label, ours, theirs, links }: Props) {
  const say = useText();
  const [frame, width] = useWidth();
  const rows = Math.max(ours.length, theirs.length);
  const side = { ours: width * 0.34, theirs: width * 0.58 };
  const place = (nodes: readonly Node[]) =>
    new Map(nodes.map((node, at) => [node.id, TOP + ROW * (at + (rows - nodes.length) / 2)]));
  const at = { ours: place(ours), theirs: place(theirs) };
  const weight = scaleLinear({ domain: [1, Math.max(2, ...links.map((link) => link.n))], range: [1.5, 6] });
  const caption = say("network.caption", { ours: ours.length, theirs: theirs.length, links: links.length });
  return (
    <figure ref={frame} className={style.plot}>
      <svg width={width} height={2 * TOP + ROW * (rows - 1)} role="img" aria-label={`${label}: ${caption}`}>
        {links.map((link) => (
          <LinkHorizontal
            key={`${link.ours} ${link.theirs}`}
            data={{
              source: { x: side.ours, y: at.ours.get(link.ours) ?? 0 },
              target: { x: side.theirs, y: at.theirs.get(link.theirs) ?? 0 },
            }}
            x={(end: Place) => end.x}
            y={(end: Place) => end.y}
            className={style.tie}
            strokeWidth={weight(link.n)}
          />
        ))}
        {ours.map((node) => (
          <Person
            key={node.id}
            node={node}
            x={side.ours}
            y={at.ours.get(node.id) ?? 0}
            room={side.ours}
            left
          />
        ))}
        {theirs.map((node) => (
          <Person
            key={node.id}
            node={node}
            x={side.theirs}
            y={at.theirs.get(node.id) ?? 0}
            room={width - side.theirs}
          />
        ))}
      </svg>
      {links.length > 0 && (
        <Disclosure className={style.more} summary={say("network.words")}>
          <ul className={style.words}>
            {links.map((link) => (
              <li key={link.words}>{link.words}</li>
            ))}
          </ul>
        </Disclosure>
      )}
    </figure>
  );
}

interface PersonProps {
  node: Node;
  x: number;
  y: number;
  room: number;
  left?: boolean;
}

function Person({ node, x, y, room, left = false }: PersonProps) {
  const letters = Math.max(6, Math.floor((room - 16) / LETTER));
  const text = { x: x + (left ? -12 : 12), textAnchor: left ? "end" : "start" } as const;
  return (
    <g>
      <circle cx={x} cy={y} r={6} className={classes(style.node, style[`tone-${node.tone}`])} />
      <text {...text} y={node.words ? y - 1 : y + 4} className={style.name}>
        {short(node.label, letters)}
        <title>{node.label}</title>
      </text>
      {node.words && (
        <text {...text} y={y + 12} className={style.tick}>
          {short(node.words, letters)}
          <title>{node.words}</title>
        </text>
      )}
    </g>
  );
}

const short = (text: string, letters: number) =>
  text.length <= letters ? text : `${text.slice(0, letters - 1).trimEnd()}…`;
