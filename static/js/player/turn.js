/**
 * Only one player on a page holds a video at a time: the one that starts gets the turn, and the previous
 * one releases its buffers. Phones have neither the memory nor the data for more.
 *
 *     takeTurn(player);     calls rest() on the previous player
 *     leaveTurn(player);    the player was removed
 */
let holder = null;

export function takeTurn(player) {
  const before = holder;
  holder = player;
  if (before !== player) before?.rest();
}

export function leaveTurn(player) {
  if (holder === player) holder = null;
}
