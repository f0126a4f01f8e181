import { lazy, Suspense } from 'react';
import type { JSX } from 'react';
import { Id } from '../../ui/copy.tsx';

const Qr = lazy(() => import('../../ui/qr.tsx'));

/** Where money can be sent: to be scanned, and to be copied. */
export function Address({
  address,
  blockchain,
  note,
}: {
  readonly address: string;
  readonly blockchain: string;
  readonly note?: string;
}): JSX.Element {
  return (
    <div className="flex flex-wrap items-center gap-5">
      <Suspense fallback={<p className="waiting size-44" />}>
        <Qr text={address} label={`QR code of ${address}`} />
      </Suspense>
      <div className="min-w-0 flex-1 basis-56">
        <p className="text-soft text-[0.8125rem]">Address on {blockchain}</p>
        <Id value={address} short={false} />
        <p className="text-soft mt-2 text-[0.8125rem]">
          {note ??
            `Send only tokens of ${blockchain} that are listed here. A deposit counts when it is confirmed.`}
        </p>
      </div>
    </div>
  );
}
