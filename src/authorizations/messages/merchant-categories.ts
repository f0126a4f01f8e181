import { merchantCategoryNames } from './merchant-category-names.ts';

/** Ranges of ISO 18245, for codes that have no name of their own; 3000 to 3999 as the card networks use them. */
const ranges: readonly (readonly [from: number, to: number, category: string])[] = [
  [700, 999, 'Agricultural services'],
  [1500, 2999, 'Contracted services'],
  [3000, 3350, 'Airlines'],
  [3351, 3500, 'Car rental'],
  [3501, 3999, 'Lodging'],
  [4000, 4799, 'Transportation'],
  [4800, 4999, 'Utilities'],
  [5000, 5599, 'Retail outlets'],
  [5600, 5699, 'Clothing outlets'],
  [5700, 5999, 'Miscellaneous outlets'],
  [6000, 7299, 'Service providers'],
  [7300, 7529, 'Business services'],
  [7530, 7799, 'Repair services'],
  [7800, 7999, 'Amusement and entertainment'],
  [8000, 8999, 'Professional services and membership organizations'],
  [9200, 9402, 'Government services'],
];

/** What a four-digit merchant category code stands for: `5411` is Groceries and supermarkets; `Other` where ISO 18245 has no range. */
export function merchantCategory(mcc: string): string {
  const code = Number(mcc);
  return (
    merchantCategoryNames.get(mcc) ?? ranges.find(([from, to]) => code >= from && code <= to)?.[2] ?? 'Other'
  );
}

/** Barred for everyone, whatever a company's lists say: 5967 inbound teleservices (adult), 7995 betting. */
export const barredCategories: ReadonlySet<string> = new Set(['5967', '7995']);

/** Hotels, airlines, car rental and cruises settle late: their holds live 31 days instead of 7. */
export function holdDays(mcc: string): number {
  const code = Number(mcc);
  const late = (code >= 3000 && code <= 3999) || [4411, 4511, 7011, 7512, 7513, 7519].includes(code);
  return late ? 31 : 7;
}
