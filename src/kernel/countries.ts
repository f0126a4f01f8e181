import { iso31661Alpha3ToAlpha2 } from 'iso-3166/1-a3-to-1-a2.js';

/** Whether three capital letters are a country of ISO 3166-1 alpha-3, as events and merchant lists say it: `DEU`, not `GER`. */
export const isCountry = (alpha3: string): boolean => Object.hasOwn(iso31661Alpha3ToAlpha2, alpha3);
