import { Tabs as Base } from '@base-ui/react/tabs';
import { useEffect, useRef } from 'react';
import type { JSX, ReactNode } from 'react';

export interface Tab {
  readonly value: string;
  readonly label: ReactNode;
  readonly content: () => ReactNode;
}

/** Parts of a page of which one is seen. The address names it, so that it can be linked to. */
export function Tabs({
  label,
  tabs,
  value,
  onChange,
}: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  // On a narrow screen the list scrolls; the chosen one is in sight.
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>('[aria-selected=true]');
    if (list.current !== null && chosen !== null && chosen !== undefined)
      list.current.scrollLeft = chosen.offsetLeft - (list.current.clientWidth - chosen.offsetWidth) / 2;
  }, [value]);
  return (
    <Base.Root value={value} onValueChange={(to) => onChange(String(to))}>
      <Base.List
        ref={list}
        aria-label={label}
        className="border-line relative mb-4 flex gap-1 overflow-x-auto border-b max-md:gap-0"
      >
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className="text-soft hover:text-ink data-active:text-ink data-active:border-accent -mb-px h-9.5 shrink-0 border-b-2 border-transparent px-3 max-md:px-1.5 font-medium outline-offset-[-3px]"
          >
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="outline-offset-4">
          {tab.content()}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
