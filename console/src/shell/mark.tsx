import type { JSX } from 'react';

/** The sign of the product. */
export const Mark = ({ className = 'size-7' }: { readonly className?: string }): JSX.Element => (
  <svg viewBox="0 0 32 32" className={`shrink-0 ${className}`} aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="#4338ca" />
    <rect x="6" y="9" width="20" height="14" rx="3" fill="none" stroke="#fff" strokeWidth="2.2" />
    <path d="M6 14h20" stroke="#fff" strokeWidth="2.2" />
    <path d="M10 19h5" stroke="#a5b4fc" strokeWidth="2.2" strokeLinecap="round" />
  </svg>
);
