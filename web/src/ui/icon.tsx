/** The few signs that stand beside words; they say nothing that the words do not. */

const PATHS = {
  home: "M3 11 12 4l9 7v9h-6v-6H9v6H3z",
  catalog: "M4 5h7v7H4zM13 5h7v7h-7zM4 14h7v6H4zM13 14h7v6h-7z",
  basket: "M5 9h14l-1.5 10h-11zM9 9l3-5 3 5",
  orders: "M6 3h9l4 4v14H6zM9 10h7M9 14h7M9 18h4",
  returns: "M4 9h11a5 5 0 0 1 0 10H8M4 9l4-4M4 9l4 4",
  stock: "M4 8l8-4 8 4v9l-8 4-8-4zM4 8l8 4 8-4M12 12v9",
  rebates: "M5 19 19 5M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM16 18a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  account: "M3 7h18v12H3zM3 11h18M7 15h4",
  bank: "M3 9 12 4l9 5zM5 9v8M10 9v8M14 9v8M19 9v8M3 20h18",
  openings: "M4 20V4h16v16zM12 8v8M8 12l4 4 4-4",
  wallet: "M4 7h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2h12M16 13h4",
  changes: "M4 8h13l-3-3M20 16H7l3 3",
  statements: "M5 3h14v18l-3-2-2 2-2-2-2 2-2-2-3 2zM9 8h6M9 12h6",
  messages: "M4 5h16v12H9l-5 4z",
  company: "M4 21V5l8-2v18M12 9h8v12M7 8h2M7 12h2M7 16h2M15 13h2M15 17h2",
  decisions: "M5 12l4 4 10-10M4 20h16",
  dealers: "M4 20v-9l8-6 8 6v9zM10 20v-5h4v5",
  registrations: "M6 3h12v18H6zM9 8h6M9 12h6M9 16l2 2 4-4",
  prices: "M4 12 12 4h7v7l-8 8zM15 8h1",
  promotions: "M4 9h13l3-4v14l-3-4H4zM7 15l1 5h3l-1-5",
  programs: "M4 20V10M10 20V4M16 20v-7M21 20H3",
  settlements: "M4 12a8 8 0 1 0 3-6M4 4v4h4M12 8v4l3 2",
  threads: "M4 4h11v8H8l-4 3zM9 15v1h7l4 3V9h-2",
  people:
    "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM3 20c0-4 2.500-6 6-6s6 2 6 6M16 11a3 3 0 0 0 0-6M17 14c2.500.3 4 2 4 6",
  settings:
    "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M5.600 18.400l2.100-2.100M16.300 7.700l2.100-2.100",
  audit: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM15 15l6 6",
  books: "M4 4h7v16H4zM13 4h7v16h-7zM6.500 8h2M15.500 8h2",
  menu: "M4 7h16M4 12h16M4 17h16",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }): React.ReactElement {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
