/**
 * Shares out what was gained among deposits, by what their logs said, so that nothing is left over: each gets its part
 * rounded down, and the last one the rest.
 *
 * @param amounts minor units, each more than zero
 */
export function sharesOf(gained: bigint, amounts: readonly bigint[]): readonly bigint[] {
  const all = amounts.reduce((sum, amount) => sum + amount, 0n);
  let left = gained;
  return amounts.map((amount, at) => {
    const share = at === amounts.length - 1 ? left : (gained * amount) / all;
    left -= share;
    return share;
  });
}
