import type { JSX, ReactNode } from 'react';

/** Drawn on a square of 24 with round strokes. Icons stand beside words, so they say nothing to screen readers. */
const icon = (drawing: ReactNode) =>
  function Icon({ className = 'size-4' }: { readonly className?: string }): JSX.Element {
    return (
      <svg
        viewBox="0 0 24 24"
        className={`shrink-0 ${className}`}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {drawing}
      </svg>
    );
  };

export const HomeIcon = icon(<path d="M3 12h4l3-8 4 16 3-8h4" />);
export const EventsIcon = icon(
  <>
    <path d="M4 6h16M4 12h16M4 18h10" />
    <circle cx="19" cy="18" r="1.5" />
  </>,
);
export const EndpointIcon = icon(
  <>
    <circle cx="12" cy="6.5" r="3" />
    <path d="M10.6 9.2 7.4 15M13.6 9l3 5" />
    <circle cx="6" cy="17.5" r="3" />
    <path d="M9 17.5h6" />
    <circle cx="18" cy="17.5" r="3" />
  </>,
);
export const ReplayIcon = icon(
  <>
    <path d="M4 5v5h5" />
    <path d="M4.6 14a8 8 0 1 0 1.9-8.2L4 8.3" />
  </>,
);
export const CardIcon = icon(
  <>
    <rect x="3" y="5" width="18" height="14" rx="2.5" />
    <path d="M3 10h18M7 15h4" />
  </>,
);
export const WalletIcon = icon(
  <>
    <path d="M19 8V6.5A1.5 1.5 0 0 0 17.5 5H6a2.5 2.5 0 0 0 0 5h13a2 2 0 0 1 2 2v5.5a2 2 0 0 1-2 2H6a2.5 2.5 0 0 1-2.5-2.5V7.5" />
    <path d="M16.5 14.7h.01" />
  </>,
);
export const TerminalIcon = icon(
  <>
    <rect x="6" y="2.5" width="12" height="19" rx="2.5" />
    <path d="M9 6.5h6v3H9zM9 13.5h.01M12 13.5h.01M15 13.5h.01M9 17h.01M12 17h.01M15 17h.01" />
  </>,
);
export const KeyIcon = icon(
  <>
    <circle cx="8" cy="15.5" r="4.5" />
    <path d="m11.3 12.2 8.2-8.2M15.5 8l3 3" />
  </>,
);
export const AuditIcon = icon(
  <>
    <path d="M7 3.5h7l4.5 4.5v12.5h-11.5a1.5 1.5 0 0 1-1.5-1.5V5A1.5 1.5 0 0 1 7 3.5z" />
    <path d="M14 3.5V8h4.500M9 13h6M9 16.500h4" />
  </>,
);
export const CompaniesIcon = icon(
  <>
    <path d="M4 20.500V5.500a1 1 0 0 1 1-1h8a1 1 0 0 1 1 1v15M14 10h5a1 1 0 0 1 1 1v9.500M2.5 20.500h19" />
    <path d="M7.5 8.500h3M7.5 12.500h3M7.5 16.500h3" />
  </>,
);
export const InboxIcon = icon(
  <>
    <path d="M3.5 13.5 6.4 5.7A1.5 1.5 0 0 1 7.8 4.7h8.4a1.5 1.5 0 0 1 1.4 1l2.9 7.8V18a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18z" />
    <path d="M3.5 13.5h4.7l1.5 2.5h4.6l1.5-2.5h4.7" />
  </>,
);
export const MenuIcon = icon(<path d="M4 7h16M4 12h16M4 17h16" />);
export const CloseIcon = icon(<path d="m6 6 12 12M18 6 6 18" />);
export const CopyIcon = icon(
  <>
    <rect x="8.5" y="8.5" width="12" height="12" rx="2" />
    <path d="M15.5 8.500V5.500a2 2 0 0 0-2-2h-8a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h3" />
  </>,
);
export const CheckIcon = icon(<path d="m5 12.5 4.5 4.500L19 7.5" />);
export const AlertIcon = icon(
  <>
    <path d="M12 9v4M12 16.500h.01" />
    <path d="M10.3 4 2.7 17.500A2 2 0 0 0 4.4 20.500h15.200a2 2 0 0 0 1.7-3L13.7 4a2 2 0 0 0-3.4 0z" />
  </>,
);
export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const SearchIcon = icon(
  <>
    <circle cx="11" cy="11" r="6.5" />
    <path d="m20 20-4.3-4.3" />
  </>,
);
export const ChevronIcon = icon(<path d="m9 6 6 6-6 6" />);
export const SunIcon = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 3v1.500M12 19.500V21M3 12h1.500M19.5 12H21M5.6 5.600l1.1 1.100M17.3 17.300l1.1 1.100M18.4 5.600l-1.1 1.100M6.7 17.300l-1.1 1.1" />
  </>,
);
export const MoonIcon = icon(<path d="M20 14.500A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.500z" />);
export const LogOutIcon = icon(
  <path d="M9 20H5.500a1.5 1.5 0 0 1-1.5-1.500v-13A1.5 1.5 0 0 1 5.5 4H9M15.5 16.5 20 12l-4.5-4.500M20 12H9" />,
);
export const SnowIcon = icon(
  <path d="M12 2.500v19M4 7l16 10M20 7 4 17M9.5 4 12 6.5 14.5 4M9.5 20l2.5-2.5 2.5 2.5" />,
);
export const EyeIcon = icon(
  <>
    <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z" />
    <circle cx="12" cy="12" r="2.8" />
  </>,
);
export const ClockIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.500V12l3 2" />
  </>,
);
export const ExternalIcon = icon(
  <path d="M14 4h6v6M20 4l-9 9M17 14v4.500a1.5 1.5 0 0 1-1.5 1.500h-10A1.5 1.5 0 0 1 4 18.500v-10A1.5 1.5 0 0 1 5.5 7H10" />,
);
export const PlayIcon = icon(<path d="M7 4.500v15l12-7.500z" />);
export const PauseIcon = icon(<path d="M8 5v14M16 5v14" />);
export const SendIcon = icon(<path d="M21 3 10.5 13.500M21 3l-6.5 18-4-7.500L3 9.500z" />);
