/**
 * The books of a company, kept from its webhooks alone: what each card, the holding and each wallet has, and how every purchase, deposit
 * and transfer stands. Give it every event that was verified, in whatever order and however often they come.
 *
 * It keeps everything in memory, to be short. Yours are tables: `seen` with operation_id as its primary key, `purchases` and `movements`
 * with the columns that are read here, `byHand` with one row for each change.
 */
export function createBooks() {
  const seen = new Set();
  /** The newest event of each purchase, by transaction_id. */
  const purchases = new Map();
  /** The newest event of each deposit, transfer, withdrawal and balance set by hand, by movement_id. */
  const movements = new Map();
  /** Changes of card balances by hand. */
  const byHand = [];

  const keepNewest = (known, id, event) => {
    const before = known.get(id);
    if (before === undefined || before.data.sequence < event.data.sequence) known.set(id, event);
  };

  return {
    purchases,
    movements,

    /** Takes an event in; answers whether it is new. */
    take(event) {
      if (seen.has(event.operation_id)) return false;
      seen.add(event.operation_id);
      const { sub_operation, data } = event;
      if (data.movement_id !== undefined) keepNewest(movements, data.movement_id, event);
      else if (data.transaction_id !== undefined) keepNewest(purchases, data.transaction_id, event);
      else if (sub_operation === 'VIRTUAL_BALANCE') byHand.push(data);
      return true;
    },

    /** What a card has, in cents; of one without a balance of its own, what it has spent and holds. */
    card(id) {
      const changes = byHand.filter((change) => change.card_id === id);
      // With the card its balance has ended; what still happens on it is the holding's.
      if (changes.some(({ change }) => change === 'deleted')) return balance(0n, 0n);
      let { posted, held } = spentBy(({ card_id }) => card_id === id);
      for (const { amount } of changes) posted += cents(amount);
      for (const { data } of standing('CARDS', 'DEPOSIT'))
        if (data.card_id === id) posted += cents(data.net_amount);
      return balance(posted, held);
    },

    /** What the holding of all cards has, in cents. `opening` is what it had before the first event. */
    holding(opening) {
      let { posted, held } = spentBy(() => true);
      posted += opening;
      for (const { data } of standing('CARDS', 'DEPOSIT')) posted += cents(data.holding_amount);
      for (const { data } of standing('CARDS', 'WARRANTY_WITHDRAW')) posted -= cents(data.amount);
      return balance(posted, held);
    },

    /** What a treasury or virtual wallet has of each token, by its symbol, in units of 10^-18. */
    wallet(id) {
      const has = {};
      const add = ({ wallet_id, token }, amount) => {
        if (wallet_id === id) has[token.symbol] = (has[token.symbol] ?? 0n) + amount;
      };
      for (const product of ['TREASURY', 'VIRTUAL_WALLETS'])
        for (const { data } of standing(product, 'DEPOSIT')) add(data, units(data.net_amount));
      for (const { data } of standing('TREASURY', 'TRANSFER')) add(data, -units(data.amount));
      for (const { data } of standing('VIRTUAL_WALLETS', 'WITHDRAW')) add(data, -units(data.amount));
      for (const { data } of standing('VIRTUAL_WALLETS', 'VIRTUAL_BALANCE')) add(data, units(data.amount));
      return has;
    },
  };

  /** Movements of a kind that are in the books: what is PENDING is not yet, FAILED and CANCELLED are not, or not any more. */
  function standing(product, kind) {
    return [...movements.values()].filter(
      ({ operation, sub_operation, status }) =>
        operation === product && sub_operation === kind && status === 'SUCCESS',
    );
  }

  /** What purchases came to, with your fees: the newest event of each says it in full. */
  function spentBy(isMeant) {
    let posted = 0n;
    let held = 0n;
    for (const { data } of purchases.values()) {
      if (!isMeant(data)) continue;
      const { totals, fee_totals } = data;
      posted += cents(totals.refunded) - cents(totals.cleared) - cents(fee_totals.posted);
      held += cents(totals.held) + cents(fee_totals.held);
    }
    return { posted, held };
  }
}

const balance = (posted, held) => ({ posted, held, available: posted - held });

/** A decimal string as a whole number of its smallest units: money is never a float. */
function whole(text, places) {
  const [, sign, integer, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const size = BigInt(integer + fraction.padEnd(places, '0'));
  return sign === '-' ? -size : size;
}

export const cents = (text) => whole(text, 2);
const units = (text) => whole(text, 18);

/** The other way round: `-5n` cents are `-0.05`. */
function decimal(size, places) {
  const digits = String(size < 0n ? -size : size).padStart(places + 1, '0');
  return `${size < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Balances as JSON, in decimals. */
export const inCents = (balance) => json(balance, (size) => decimal(size, 2));
export const inUnits = (has) => json(has, (size) => decimal(size, 18).replace(/\.?0+$/, ''));

const json = (sizes, write) =>
  JSON.stringify(Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, write(size)])));
