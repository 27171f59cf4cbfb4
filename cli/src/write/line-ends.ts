// Owns that texts of other line ends are the same: git may have given files those of another system.

export const sameLines = (one: string, other: string): boolean =>
  one === other || withoutReturns(one) === withoutReturns(other)

export const withoutReturns = (text: string): string => text.replaceAll('\r\n', '\n')
