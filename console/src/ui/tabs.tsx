import { Tabs as Base } from '@base-ui/react/tabs';
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
  return (
    <Base.Root value={value} onValueChange={(to) => onChange(String(to))}>
      <Base.List aria-label={label} className="border-line relative mb-4 flex gap-1 overflow-x-auto border-b">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className="text-soft hover:text-ink data-active:text-ink data-active:border-accent -mb-px h-9.5 shrink-0 border-b-2 border-transparent px-3 font-medium outline-offset-[-3px]"
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
