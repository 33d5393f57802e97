package io.espalier.prune;

import java.util.List;

/**
 * Pieces that are ranked together.
 *
 * @param among the groups whose scores are compared, at least one
 * @param keep how many of their pieces stay, at most those that are left
 */
public record Share(List<PieceGroup> among, long keep) {
  public Share {
    among = List.copyOf(among);
  }
}
