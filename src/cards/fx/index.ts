export { rateScale, type Converted } from './convert.ts';
export { createRates, type NewRates, type Rate, type Rates } from './rates.ts';
