import { Group } from "@visx/group";
import { scaleLinear } from "@visx/scale";
import { Line, LinePath } from "@visx/shape";
import type { Model } from "@/api/client";
import { useWidth } from "./useWidth";
import style from "./charts.module.css";

type Point = Model<"PlotPoint">;
type End = Model<"AxisEnd">;

interface Props {
  label: string;
  points: readonly Point[];
  across: readonly End[];
  up: readonly End[];
  joined?: boolean;
  even?: boolean;
}

const HEIGHT = 220;
const MARGIN = { top: 10, right: 16, bottom: 30, left: 52 };

/** Points over two axes, each with its 90 % interval. What a point says is said in words below, for everybody. */
export default function Plot({ label, points, across, up, joined = false, even = false }: Props) {
  const [frame, width] = useWidth();
  const inner = {
    width: Math.max(0, width - MARGIN.left - MARGIN.right),
    height: HEIGHT - MARGIN.top - MARGIN.bottom,
  };
  const x = scaleLinear({ domain: extent(across), range: [0, inner.width] });
  const y = scaleLinear({ domain: extent(up), range: [inner.height, 0] });
  const [low, high] = extent(across);
  return (
    <figure ref={frame} className={style.plot}>
      <svg width={width} height={HEIGHT} role="img" aria-label={label}>
        <Group left={MARGIN.left} top={MARGIN.top}>
          {up.map((end) => (
            <g key={end.at}>
              <Line
                from={{ x: 0, y: y(end.at) }}
                to={{ x: inner.width, y: y(end.at) }}
                className={style.grid}
              />
              <text x={-8} y={y(end.at)} dy="0.32em" textAnchor="end" className={style.tick}>
                {end.label}
              </text>
            </g>
          ))}
          {across.map((end, place) => (
            <text
              key={end.at}
              x={x(end.at)}
              y={inner.height + 20}
              textAnchor={place === 0 ? "start" : place === across.length - 1 ? "end" : "middle"}
              className={style.tick}
            >
              {end.label}
            </text>
          ))}
          {even && (
            <Line from={{ x: x(low), y: y(low) }} to={{ x: x(high), y: y(high) }} className={style.even} />
          )}
          {joined && (
            <LinePath data={[...points]} x={(p) => x(p.x)} y={(p) => y(p.y)} className={style.path} />
          )}
          {points.map((point, place) => (
            <g key={place}>
              {point.low != null && point.high != null && (
                <Line
                  from={{ x: x(point.x), y: y(point.low) }}
                  to={{ x: x(point.x), y: y(point.high) }}
                  className={style.interval}
                />
              )}
              <circle cx={x(point.x)} cy={y(point.y)} r={5} className={style.point}>
                <title>{point.words}</title>
              </circle>
            </g>
          ))}
        </Group>
      </svg>
      <figcaption>
        <ul className={style.words}>
          {points.map((point, place) => (
            <li key={place}>{point.words}</li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

function extent(ends: readonly End[]): [number, number] {
  const at = ends.map((end) => end.at);
  return [Math.min(...at), Math.max(...at)];
}
