/** Where one deal is explained; where two connections know the id and none is named, the server asks for one. */
export const dealAt = (deal: string, connection?: string) =>
  `/win-loss/deals/${encodeURIComponent(deal)}${connection ? `?connection=${encodeURIComponent(connection)}` : ""}`;
