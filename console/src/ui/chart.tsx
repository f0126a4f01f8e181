import { useEffect, useRef } from 'react';
import type { JSX } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useIsDark } from '../theme.ts';

export interface Line {
  readonly name: string;
  /** A colour of the style sheet: `--good`. */
  readonly color: string;
  readonly values: readonly number[];
}

/** Numbers over time, as areas on top of the line of zero. What it shows stands in words beside it. */
export function Chart({
  label,
  times,
  lines,
  unit,
  height = 180,
}: {
  readonly label: string;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly unit: string;
  readonly height?: number;
}): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const isDark = useIsDark();
  const looks = lines.map(({ name, color }) => `${name} ${color}`).join();

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const style = getComputedStyle(document.documentElement);
    const color = (name: string): string => style.getPropertyValue(name).trim();
    const axis = {
      stroke: color('--soft'),
      font: '12px "Inter Variable", sans-serif',
      grid: { stroke: color('--line'), width: 1 },
      ticks: { show: false },
    };
    const made = new uPlot(
      {
        width: Math.max(element.clientWidth, 100),
        height,
        // Half of the last moment's text stands to the right of it.
        padding: [8, 28, 0, 0],
        cursor: { y: false, points: { size: 6 } },
        legend: { show: false },
        scales: { y: { range: (_, __, most) => [0, most > 0 ? most * 1.15 : 1] } },
        axes: [
          { ...axis, grid: { show: false }, space: 70, size: 28, values: (_, splits) => splits.map(clock) },
          {
            ...axis,
            size: 44,
            values: (_, splits) =>
              splits.map((value) => (value < 1 ? String(Number(value.toFixed(3))) : short(value))),
          },
        ],
        series: [
          {},
          ...lines.map(({ name, color: of }) => ({
            label: name,
            stroke: color(of),
            fill: `color-mix(in oklch, ${color(of)} 16%, transparent)`,
            width: 1.75,
            points: { show: false },
            paths: uPlot.paths.linear?.() ?? null,
          })),
        ] as uPlot.Series[],
      },
      [[], ...lines.map(() => [])] as unknown as uPlot.AlignedData,
      element,
    );
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = undefined;
    };
    // Drawn anew when its colours change, and only then: `looks` stands for `lines`.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [height, isDark, looks]);

  useEffect(() => {
    plot.current?.setData([[...times], ...lines.map(({ values }) => [...values])] as uPlot.AlignedData);
  });

  const latest = lines.map(({ name, values }) => `${name} ${short(values.at(-1) ?? 0)} ${unit}`).join(', ');
  return (
    <figure className="m-0">
      <div ref={place} role="img" aria-label={`${label}: now ${latest}`} style={{ height }} />
      <figcaption className="text-soft mt-1 flex flex-wrap gap-x-4 text-[0.8125rem]">
        {lines.map(({ name, color, values }) => (
          <span key={name} className="num inline-flex items-center gap-1.5">
            <span
              aria-hidden="true"
              className="size-2 rounded-full"
              style={{ background: `var(${color})` }}
            />
            {name} {short(values.at(-1) ?? 0)} {unit}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const clock = (seconds: number): string => time.format(seconds * 1_000);

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const short = (value: number): string => compact.format(value);
