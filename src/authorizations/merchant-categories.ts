/** Ranges of ISO 18245 merchant category codes and what they are called in events. */
const ranges: readonly (readonly [from: number, to: number, category: string])[] = [
  [1, 1499, 'Agricultural services'],
  [1500, 2999, 'Contracted services'],
  [3000, 3299, 'Airlines'],
  [3300, 3499, 'Car rental'],
  [3500, 3999, 'Lodging'],
  [4000, 4799, 'Transportation'],
  [4800, 4999, 'Utilities and telecommunication'],
  [5000, 5599, 'Retail outlets'],
  [5600, 5699, 'Clothing stores'],
  [5700, 7299, 'Miscellaneous stores'],
  [7300, 7999, 'Business services'],
  [8000, 8999, 'Professional services and membership organisations'],
  [9000, 9999, 'Government services'],
];

/** The category of a four-digit merchant category code; `Other` where ISO 18245 has no range for it. */
export function merchantCategory(mcc: string): string {
  const code = Number(mcc);
  return ranges.find(([from, to]) => code >= from && code <= to)?.[2] ?? 'Other';
}

/** Barred for everyone, whatever a company's lists say: 5967 inbound teleservices (adult), 7995 betting. */
export const barredCategories: ReadonlySet<string> = new Set(['5967', '7995']);

/** Hotels, airlines, car rental and cruises settle late: their holds live 31 days instead of 7. */
export function holdDays(mcc: string): number {
  const code = Number(mcc);
  const late = (code >= 3000 && code <= 3999) || [4411, 4511, 7011, 7512, 7513, 7519].includes(code);
  return late ? 31 : 7;
}
