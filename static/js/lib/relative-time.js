/**
 * "in 4 days", "2 hours ago": from one day on it counts calendar days, so that "tomorrow" means tomorrow.
 */
const DAY = 86_400_000;
const UNITS = [
  ["year", 365 * DAY, 365 * DAY],
  ["month", 60 * DAY, 30 * DAY],
  ["week", 14 * DAY, 7 * DAY],
  ["day", DAY, DAY],
  ["hour", DAY / 24, DAY / 24],
  ["minute", 60_000, 60_000],
  ["second", 0, 1000],
];

export function formatRelative(moment, now, locale) {
  const apart = moment - now;
  const [unit, , size] = UNITS.find(([, least]) => Math.abs(apart) >= least);
  const count = Math.abs(apart) < DAY ? apart / size : (startOfDay(moment) - startOfDay(now)) / size;
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.round(count), unit);
}

function startOfDay(moment) {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
}
