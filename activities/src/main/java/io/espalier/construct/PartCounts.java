package io.espalier.construct;

/** What a construction found of a part. */
final class PartCounts {
  private long targets;
  private long redraws;
  private long kept;

  void addTarget() {
    targets++;
  }

  void addRedraws(int more) {
    redraws += more;
  }

  void addKept() {
    kept++;
  }

  /** Sums that were looked for. */
  long targets() {
    return targets;
  }

  /** Draws beyond the first. */
  long redraws() {
    return redraws;
  }

  /** Weights in the subsets. */
  long kept() {
    return kept;
  }
}
