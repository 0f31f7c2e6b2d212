export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" style={{ flex: 'none' }}>
      <rect width="32" height="32" rx="8" fill="#1f5fd6" />
      <path
        d="M9 11h5a4 4 0 0 1 4 4v2a4 4 0 0 0 4 4h1"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <circle cx="9" cy="11" r="3" fill="#fff" />
      <circle cx="23" cy="21" r="3" fill="#fff" />
    </svg>
  );
}
